import type { FastifyReply } from 'fastify';
import { DomainError } from '#contracts/errors';
import { NO_OVERRIDES, limitsOf } from '#contracts/tenancy/organization-limits';
import { addressKey, siteKey, type OrganizationQuota, type VerifiedToken } from '#libs/identity';
import type { GatewaySettings } from '../gateway-parts';
import { OwnRateLimiter, type Quota, type RateLimiter, SharedRateLimiter } from './rate-limiter';
import type { SharedState } from './shared-state';

export type QuotaLimits = Pick<
  GatewaySettings,
  'rateLimitPerMinute' | 'rateLimitUserPerMinute' | 'rateLimitOrganizationPerMinute'
>;

/** A /48 of IPv6 is one customer's, with 65,536 networks of 64 bits, each an address by itself. */
const SITE_FACTOR = 16;

type Name = 'address' | 'network' | 'user' | 'organization';

/** Of an organisation whose own quota is not published yet, which takes less than a second. */
const OF_A_NEW_ORGANIZATION = limitsOf('free', NO_OVERRIDES).requestsPerMinute;

type QuotaOwner = Pick<VerifiedToken, 'sub' | 'organizationId' | 'quota'>;

/** The quotas of a gateway. An answer shows the rest of each quota that counted its request. */
export class Quotas {
  private readonly limiters: Readonly<Record<Name, RateLimiter>>;

  private readonly ofOrganizations: number | undefined;

  constructor(
    { rateLimitPerMinute, rateLimitUserPerMinute, rateLimitOrganizationPerMinute }: QuotaLimits,
    shared: SharedState | undefined,
  ) {
    const limiter = (quota: Quota) => (shared ? new SharedRateLimiter(quota, shared) : new OwnRateLimiter(quota));
    this.limiters = {
      address: limiter({ name: 'address', limit: rateLimitPerMinute }),
      network: limiter({ name: 'network', limit: rateLimitPerMinute * SITE_FACTOR }),
      user: limiter({ name: 'user', limit: rateLimitUserPerMinute }),
      organization: limiter({ name: 'organization', limit: OF_A_NEW_ORGANIZATION }),
    };
    this.ofOrganizations = rateLimitOrganizationPerMinute;
  }

  /** Counts a request for its address, and that of IPv6 for its /48 too. @throws DomainError `RATE_LIMITED` */
  async takeAddress(ip: string, reply: FastifyReply): Promise<void> {
    await this.take('address', addressKey(ip), reply);
    const site = siteKey(ip);
    if (site !== undefined) await this.take('network', site, reply);
  }

  /** Counts a request for its user, then for the organisation. @throws DomainError `RATE_LIMITED` where one is spent */
  async takeCaller({ sub, organizationId, quota }: QuotaOwner, reply: FastifyReply): Promise<void> {
    await this.take('user', sub, reply);
    if (organizationId !== undefined) await this.take('organization', organizationId, reply, this.limitOf(quota));
  }

  /** A limit of the organisation's own, else the environment's for all, else that of its tier. */
  private limitOf(quota: OrganizationQuota | undefined): number {
    if (quota?.isOverride) return quota.requestsPerMinute;
    return this.ofOrganizations ?? quota?.requestsPerMinute ?? OF_A_NEW_ORGANIZATION;
  }

  private async take(name: Name, key: string, reply: FastifyReply, limit?: number): Promise<void> {
    const { allowed, header, policy, resetSeconds } = await this.limiters[name].take(key, limit);
    append(reply, 'RateLimit', header);
    append(reply, 'RateLimit-Policy', policy);
    if (!allowed) throw new DomainError('RATE_LIMITED', undefined, { retryAfter: resetSeconds });
  }
}

/** Adds an item to a list of RFC 9651. */
function append(reply: FastifyReply, header: string, item: string): void {
  const earlier = reply.getHeader(header);
  reply.header(header, earlier === undefined ? item : `${String(earlier)}, ${item}`);
}
