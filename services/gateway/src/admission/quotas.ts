import type { FastifyReply } from 'fastify';
import { DomainError } from '#contracts/errors';
import { OwnRateLimiter, type Quota, type RateLimiter, SharedRateLimiter } from './rate-limiter';
import type { SharedState } from './shared-state';

export interface QuotaLimits {
  readonly rateLimitPerMinute: number;
  readonly rateLimitUserPerMinute: number;
}

/** The quotas of a gateway. An answer shows the rest of each quota that counted its request. */
export class Quotas {
  private readonly limiters: Readonly<Record<'address' | 'user', RateLimiter>>;
  private readonly policies: string;

  constructor({ rateLimitPerMinute, rateLimitUserPerMinute }: QuotaLimits, shared: SharedState | undefined) {
    const limiter = (quota: Quota) => (shared ? new SharedRateLimiter(quota, shared) : new OwnRateLimiter(quota));
    const address = limiter({ name: 'address', limit: rateLimitPerMinute });
    const user = limiter({ name: 'user', limit: rateLimitUserPerMinute });
    this.limiters = { address, user };
    this.policies = `${address.policy}, ${user.policy}`;
  }

  /** Counts a request. @throws DomainError `RATE_LIMITED` where the quota is spent */
  async take(name: 'address' | 'user', key: string, reply: FastifyReply): Promise<void> {
    const limiter = this.limiters[name];
    const { allowed, header, resetSeconds } = await limiter.take(key);
    const earlier = reply.getHeader('RateLimit');
    reply.header('RateLimit', earlier === undefined ? header : `${String(earlier)}, ${header}`);
    reply.header('RateLimit-Policy', earlier === undefined ? limiter.policy : this.policies);
    if (!allowed) throw new DomainError('RATE_LIMITED', undefined, { retryAfter: resetSeconds });
  }
}
