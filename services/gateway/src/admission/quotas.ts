import type { FastifyReply } from 'fastify';
import { DomainError } from '#contracts/errors';
import { addressKey, siteKey } from '#libs/identity';
import { OwnRateLimiter, type Quota, type RateLimiter, SharedRateLimiter } from './rate-limiter';
import type { SharedState } from './shared-state';

export interface QuotaLimits {
  readonly rateLimitPerMinute: number;
  readonly rateLimitUserPerMinute: number;
}

/** A /48 of IPv6 is one customer's, with 65,536 networks of 64 bits, each an address by itself. */
const SITE_FACTOR = 16;

type Name = 'address' | 'network' | 'user';

/** The quotas of a gateway. An answer shows the rest of each quota that counted its request. */
export class Quotas {
  private readonly limiters: Readonly<Record<Name, RateLimiter>>;

  constructor({ rateLimitPerMinute, rateLimitUserPerMinute }: QuotaLimits, shared: SharedState | undefined) {
    const limiter = (quota: Quota) => (shared ? new SharedRateLimiter(quota, shared) : new OwnRateLimiter(quota));
    this.limiters = {
      address: limiter({ name: 'address', limit: rateLimitPerMinute }),
      network: limiter({ name: 'network', limit: rateLimitPerMinute * SITE_FACTOR }),
      user: limiter({ name: 'user', limit: rateLimitUserPerMinute }),
    };
  }

  /** Counts a request for its address, and that of IPv6 for its /48 too. @throws DomainError `RATE_LIMITED` */
  async takeAddress(ip: string, reply: FastifyReply): Promise<void> {
    await this.take('address', addressKey(ip), reply);
    const site = siteKey(ip);
    if (site !== undefined) await this.take('network', site, reply);
  }

  /** Counts a request for its user. @throws DomainError `RATE_LIMITED` where the quota is spent */
  takeUser(id: string, reply: FastifyReply): Promise<void> {
    return this.take('user', id, reply);
  }

  private async take(name: Name, key: string, reply: FastifyReply): Promise<void> {
    const limiter = this.limiters[name];
    const { allowed, header, resetSeconds } = await limiter.take(key);
    append(reply, 'RateLimit', header);
    append(reply, 'RateLimit-Policy', limiter.policy);
    if (!allowed) throw new DomainError('RATE_LIMITED', undefined, { retryAfter: resetSeconds });
  }
}

/** Adds an item to a list of RFC 9651. */
function append(reply: FastifyReply, header: string, item: string): void {
  const earlier = reply.getHeader(header);
  reply.header(header, earlier === undefined ? item : `${String(earlier)}, ${item}`);
}
