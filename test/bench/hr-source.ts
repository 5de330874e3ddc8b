import { createHmac, randomUUID } from 'node:crypto';
import type { HttpClient } from '../../libs/testing/http-client';
import { PASSWORD, signIn } from '../../libs/testing/organization';
import type { KeepAliveClient, RawResponse } from './http/keep-alive-client';
import type { BenchPlatform } from './platform';

/** An organisation with room for everybody, and its administrator. */
export interface RoomyOrganization {
  readonly adminEmail: string;
  admin(platform: BenchPlatform): Promise<HttpClient>;
}

export async function roomyOrganization(platform: BenchPlatform, slug: string): Promise<RoomyOrganization> {
  const adminEmail = `admin@${slug}.test`;
  const operator = platform.process.http.as(await platform.operatorToken());
  const admin = { email: adminEmail, name: 'Ada', password: PASSWORD };
  const { status } = await operator.post('organizations', { slug, name: slug, tier: 'enterprise', admin });
  if (status !== 201) throw new Error(`organizations: ${status}`);
  await platform.caughtUp();
  return { adminEmail, admin: ({ process: { http } }) => signIn(http, adminEmail) };
}

/** A call of an HR system, and the sender's id of it. */
export interface HrCall {
  readonly id: string;
  readonly type: 'hired' | 'changed' | 'terminated' | 'access_revoked';
  readonly externalId: string;
  readonly timestamp?: string;
  readonly data?: Readonly<Record<string, string>>;
}

/** A source of the kind `standard`, and its HR system. */
export class BenchSource {
  private constructor(
    readonly id: string,
    private readonly slug: string,
    private readonly key: Buffer,
  ) {}

  static async create(admin: HttpClient, slug: string, more: object = {}): Promise<BenchSource> {
    const body = { slug, kind: 'standard', name: slug, ...more };
    const answer = await admin.post<{ id: string; secret: string }>('webhook-sources', body);
    if (answer.status !== 201) throw new Error(`webhook-sources: ${answer.status} ${JSON.stringify(answer.body)}`);
    return new BenchSource(answer.body.id, slug, Buffer.from(answer.body.secret.replace('whsec_', ''), 'base64'));
  }

  /** Signs the call now and sends it. */
  send(client: KeepAliveClient, { id, type, externalId, timestamp, data }: HrCall): Promise<RawResponse> {
    const at = String(Math.floor(Date.now() / 1_000));
    const body = JSON.stringify({
      type: `person.${type}`,
      timestamp: timestamp ?? new Date().toISOString(),
      data: { externalId, ...data },
    });
    const signature = createHmac('sha256', this.key).update(`${id}.${at}.${body}`).digest('base64');
    const headers = `webhook-id: ${id}\r\nwebhook-timestamp: ${at}\r\nwebhook-signature: v1,${signature}\r\n`;
    return client.post(`/api/v1/webhooks/hr/${this.slug}`, headers, body);
  }

  /** @throws Error for an answer that does not acknowledge it */
  async tell(client: KeepAliveClient, call: Omit<HrCall, 'id'>): Promise<void> {
    const { status, body } = await this.send(client, { ...call, id: randomUUID() });
    if (status !== 202) throw new Error(`a call of ${this.slug}: ${status} ${body.toString()}`);
  }
}
