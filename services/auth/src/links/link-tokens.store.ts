import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Pool } from 'pg';
import { parse, stringify } from 'uuid';
import type { Link, LinkPurpose } from './link';

const ID_BYTES = 16;
const MAC_BYTES = 32;
const TOKEN_BYTES = 2 * ID_BYTES + MAC_BYTES;

/**
 * The tokens of links in mails: base64url of the link's two ids and an HMAC-SHA256 over purpose and ids. None is
 * stored. A good token shows that a mail held it; the stream knows whether the link was used, or replaced.
 */
export class LinkTokens {
  private key: Promise<Buffer> | undefined;

  constructor(private readonly database: Pool) {}

  async tokenOf(purpose: LinkPurpose, { streamId, id }: Link): Promise<string> {
    const ids = Buffer.concat([parse(streamId), parse(id)]);
    return Buffer.concat([ids, await this.macOf(purpose, ids)]).toString('base64url');
  }

  /** The link of a token; undefined for a token that was not made for this purpose. */
  async linkOf(purpose: LinkPurpose, token: string): Promise<Link | undefined> {
    const bytes = Buffer.from(token, 'base64url');
    // One token has one spelling.
    if (bytes.length !== TOKEN_BYTES || bytes.toString('base64url') !== token) return undefined;
    const ids = bytes.subarray(0, 2 * ID_BYTES);
    if (!timingSafeEqual(bytes.subarray(2 * ID_BYTES), await this.macOf(purpose, ids))) return undefined;
    return { streamId: stringify(ids.subarray(0, ID_BYTES)), id: stringify(ids.subarray(ID_BYTES)) };
  }

  private async macOf(purpose: LinkPurpose, ids: Buffer): Promise<Buffer> {
    this.key ??= this.loadKey().catch((error: unknown) => {
      // The next link asks again.
      this.key = undefined;
      throw error;
    });
    return createHmac('sha256', await this.key)
      .update(`${purpose}\n`)
      .update(ids)
      .digest();
  }

  private async loadKey(): Promise<Buffer> {
    await this.database.query(
      `INSERT INTO auth.secret (name, value) VALUES ('links', $1) ON CONFLICT (name) DO NOTHING`,
      [randomBytes(32)],
    );
    const { rows } = await this.database.query<{ value: Buffer }>(`SELECT value FROM auth.secret WHERE name = 'links'`);
    const [row] = rows;
    if (!row) throw new Error('the key of links in mails is gone');
    return row.value;
  }
}
