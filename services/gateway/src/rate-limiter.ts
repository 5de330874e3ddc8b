import { LRUCache } from 'lru-cache';

export interface Quota {
  /** How its policy is called in the headers: `address`, `user`. */
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

/** Windows remembered at most: those used longest ago are forgotten, which lets their keys start anew. */
const MAX_KEYS = 100_000;

/**
 * A quota per key and minute, counted in this process's memory. The window of a key starts with its first request.
 */
export class RateLimiter {
  /** `RateLimit-Policy`: `"address";q=100;w=60`. */
  readonly policy: string;
  private readonly windows = new LRUCache<string, Window>({ max: MAX_KEYS });

  constructor(
    private readonly quota: Quota,
    private readonly now: () => number = Date.now,
  ) {
    this.policy = `"${quota.name}";q=${quota.limit};w=${WINDOW_SECONDS}`;
  }

  /** Counts one request. A refused one counts too. */
  take(key: string): Taken {
    const now = this.now();
    let window = this.windows.get(key);
    if (!window || window.endsAt <= now) {
      window = { endsAt: now + WINDOW_SECONDS * 1_000, used: 0 };
      this.windows.set(key, window);
    }
    window.used++;
    const { name, limit } = this.quota;
    const resetSeconds = Math.ceil((window.endsAt - now) / 1_000);
    const remaining = Math.max(0, limit - window.used);
    return { allowed: window.used <= limit, header: `"${name}";r=${remaining};t=${resetSeconds}`, resetSeconds };
  }
}
