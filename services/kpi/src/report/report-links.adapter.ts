import { createHmac, timingSafeEqual } from 'node:crypto';
import { parse, stringify } from 'uuid';
import type { PlatformKeys } from '#libs/privacy';
import { UNSUBSCRIBE_PURPOSE, type Subscriber } from './subscriber';

/** A subscriber, and the organisation of the schedule. */
export interface Subscription extends Subscriber {
  readonly tenantId: string;
}

const ID_BYTES = 16;
const IDS_BYTES = 3 * ID_BYTES;
/** Half of the digest (RFC 2104, 5): with it a token fits into a segment of a path, which routers bound at 100. */
const MAC_BYTES = 16;
const KEY_NAME = 'kpi-report-links';

/**
 * The tokens of the links that unsubscribe: base64url of the ids and an HMAC-SHA256 over them. None is stored, and none
 * ends: a mail can be unsubscribed from for as long as somebody has it.
 */
export class ReportLinks {
  constructor(private readonly keys: Pick<PlatformKeys, 'key'>) {}

  async tokenOf({ tenantId, scheduleId, userId }: Subscription): Promise<string> {
    const ids = Buffer.concat([parse(tenantId), parse(scheduleId), parse(userId)]);
    return Buffer.concat([ids, await this.macOf(ids)]).toString('base64url');
  }

  /** Undefined for a token that was not made here. */
  async subscriptionOf(token: string): Promise<Subscription | undefined> {
    const bytes = Buffer.from(token, 'base64url');
    // One token has one spelling.
    if (bytes.length !== IDS_BYTES + MAC_BYTES || bytes.toString('base64url') !== token) return undefined;
    const ids = bytes.subarray(0, IDS_BYTES);
    if (!timingSafeEqual(bytes.subarray(IDS_BYTES), await this.macOf(ids))) return undefined;
    const [tenantId, scheduleId, userId] = [0, 1, 2].map((at) =>
      stringify(ids.subarray(at * ID_BYTES, (at + 1) * ID_BYTES)),
    ) as [string, string, string];
    return { tenantId, scheduleId, userId };
  }

  private async macOf(ids: Buffer): Promise<Buffer> {
    return createHmac('sha256', await this.keys.key(KEY_NAME))
      .update(`${UNSUBSCRIBE_PURPOSE}\n`)
      .update(ids)
      .digest()
      .subarray(0, MAC_BYTES);
  }
}
