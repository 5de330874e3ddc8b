import { LRUCache } from 'lru-cache';
import type { SharedState } from './shared-state';

export interface Quota {
  /** The name of its policy in the headers: `address`, `user`. */
  readonly name: string;
  /** Requests per window. */
  readonly limit: number;
}

export interface Taken {
  readonly allowed: boolean;
  /** `RateLimit`, as the IETF draft has it: `"address";r=99;t=60`. */
  readonly header: string;
  /** Seconds until the window ends. */
  readonly resetSeconds: number;
}

export const WINDOW_SECONDS = 60;

interface Window {
  readonly endsAt: number;
  used: number;
}

/** The most windows remembered: the least recently used are forgotten, so their keys start anew. */
const MAX_KEYS = 100_000;

/** A quota per key and minute. The window of a key starts with its first request. */
export interface RateLimiter {
  /** `RateLimit-Policy`: `"address";q=100;w=60`. */
  readonly policy: string;
  /** Counts one request. A refused one counts too. */
  take(key: string): Taken | Promise<Taken>;
}

/** Counted in this process's memory. */
export class OwnRateLimiter implements RateLimiter {
  readonly policy: string;
  private readonly windows = new LRUCache<string, Window>({ max: MAX_KEYS });

  constructor(
    private readonly quota: Quota,
    private readonly now: () => number = Date.now,
  ) {
    this.policy = `"${quota.name}";q=${quota.limit};w=${WINDOW_SECONDS}`;
  }

  take(key: string): Taken {
    const now = this.now();
    let window = this.windows.get(key);
    if (!window || window.endsAt <= now) {
      window = { endsAt: now + WINDOW_SECONDS * 1_000, used: 0 };
      this.windows.set(key, window);
    }
    window.used++;
    return taken(this.quota, window.used, window.endsAt - now);
  }
}

function taken({ name, limit }: Quota, used: number, leftMs: number): Taken {
  const resetSeconds = Math.ceil(leftMs / 1_000);
  const remaining = Math.max(0, limit - used);
  return { allowed: used <= limit, header: `"${name}";r=${remaining};t=${resetSeconds}`, resetSeconds };
}

const COUNT = `
  local used = redis.call('INCR', KEYS[1])
  if used == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
  return { used, redis.call('PTTL', KEYS[1]) }`;

/** Counts for all gateways together; while Redis is away, each counts for itself. */
export class SharedRateLimiter implements RateLimiter {
  readonly policy: string;
  private readonly own: OwnRateLimiter;

  constructor(
    private readonly quota: Quota,
    private readonly shared: Pick<SharedState, 'run'>,
  ) {
    this.own = new OwnRateLimiter(quota);
    this.policy = this.own.policy;
  }

  async take(key: string): Promise<Taken> {
    const name = `opsledger:quota:${this.quota.name}:${key}`;
    const counted = (await this.shared.run(COUNT, name, [String(WINDOW_SECONDS * 1_000)])) as
      readonly [number, number] | undefined;
    return counted ? taken(this.quota, counted[0], counted[1]) : this.own.take(key);
  }
}
