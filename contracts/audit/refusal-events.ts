import { Event, type EventOptions } from '../declare/event';
import { Count, Instant, List, Text } from '../declare/fields';

/** The kinds of refusal. `others`: all sources beyond those that are counted singly in a minute. */
export const REFUSAL_KINDS = ['forbidden', 'login_failed', 'rate_limited', 'others'] as const;
export type RefusalKind = (typeof REFUSAL_KINDS)[number];

/** Routes that one entry names at most. */
export const MAX_REFUSED_ROUTES = 20;

/** The source of `others`. */
export const OTHER_SOURCES = 'others';

/**
 * Refusals of one kind and source within one minute: the first, at once, or the rest of them, counted. The request's
 * values are left out, and so is the id that was tried.
 */
export class RefusalFact {
  @Text({
    max: 100,
    example: '203.0.113.0/24',
    description:
      'An account; for a caller who is not signed in the network, /24 (IPv4) or /48 (IPv6), or `unknown`; `others`',
  })
  source!: string;
  @List(Text({ max: 200, example: 'GET /api/v1/items/{itemId}' }), {
    max: MAX_REFUSED_ROUTES,
    description: 'As declared, without ids; the first twenty',
  })
  routes!: readonly string[];
  @Count({ min: 1, max: 1e12 }) count!: number;
  @Instant({ description: 'The minute in which they are counted' }) minute!: string;
}

const declared = (action: string, summary: string): EventOptions<RefusalFact> => ({
  category: 'audit.refusal',
  version: 1,
  entity: { type: 'source', id: 'source' },
  occurrence: true,
  refusal: true,
  action,
  summary,
});

@Event<AccessForbidden>(declared('access.forbidden', 'Requests were refused for lack of access'))
export class AccessForbidden extends RefusalFact {
  static readonly type = 'AccessForbidden';
}

@Event<LoginFailed>(declared('login.failed', 'Signing in failed'))
export class LoginFailed extends RefusalFact {
  static readonly type = 'LoginFailed';
}

@Event<RateLimitHit>(declared('rate_limit.hit', 'Requests were refused because there were too many'))
export class RateLimitHit extends RefusalFact {
  static readonly type = 'RateLimitHit';
}

@Event<OthersRefused>(declared('access.others_refused', 'Requests of further sources were refused'))
export class OthersRefused extends RefusalFact {
  static readonly type = 'OthersRefused';
}
