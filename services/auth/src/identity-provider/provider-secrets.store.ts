import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { PlatformKeys } from '#libs/privacy';

const PLATFORM_KEY = 'auth.provider-secret';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const GCM = { authTagLength: TAG_BYTES };

/**
 * The client secrets of identity providers: AES-256-GCM under a platform key, bound to row and organisation. In force is
 * the row that the organisation's stream names; rows that it names no longer go with the next secret.
 */
export class ProviderSecrets {
  constructor(
    private readonly database: Pool,
    private readonly platformKeys: Pick<PlatformKeys, 'key'>,
  ) {}

  /** Returns the id of a new row. */
  async hold(organizationId: string, secret: string): Promise<string> {
    const id = randomUUID();
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', await this.platformKeys.key(PLATFORM_KEY), nonce, GCM);
    cipher.setAAD(placeOf(organizationId, id));
    const sealed = Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    await this.database.query('INSERT INTO auth.provider_secret (id, organization_id, sealed) VALUES ($1, $2, $3)', [
      id,
      organizationId,
      sealed,
    ]);
    return id;
  }

  /** @throws Error for a row that is gone, or was made under another key */
  async open(organizationId: string, id: string): Promise<string> {
    const { rows } = await this.database.query<{ sealed: Buffer }>(
      'SELECT sealed FROM auth.provider_secret WHERE id = $1 AND organization_id = $2',
      [id, organizationId],
    );
    const sealed = rows[0]?.sealed;
    if (!sealed) throw new Error('the client secret of an identity provider is gone');
    const key = await this.platformKeys.key(PLATFORM_KEY);
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), GCM)
      .setAAD(placeOf(organizationId, id))
      .setAuthTag(sealed.subarray(-TAG_BYTES));
    const opened = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([opened, decipher.final()]).toString('utf8');
  }

  /** Deletes all rows of the organisation but the one in force, and none of the last hour: a command may name one yet. */
  async keepOnly(organizationId: string, id: string | null): Promise<void> {
    await this.database.query(
      `DELETE FROM auth.provider_secret
        WHERE organization_id = $1 AND id IS DISTINCT FROM $2 AND created_at < now() - interval '1 hour'`,
      [organizationId, id],
    );
  }
}

function placeOf(organizationId: string, id: string): Buffer {
  return Buffer.from(`provider-secret/v1\n${organizationId}\n${id}`, 'utf8');
}
