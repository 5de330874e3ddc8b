import { LRUCache } from 'lru-cache';
import type { SharedState } from './shared-state';

export interface Quota {
  /** The name of its policy in the headers: `address`, `network`, `user`, `organization`, `source`. */
  readonly name: string;
  /** Requests in any window. */
  readonly limit: number;
  /** The length of a window. Default: 60. */
  readonly windowSeconds?: number;
}

export interface Taken {
  readonly allowed: boolean;
  /** `RateLimit`, as draft 10 of the IETF has it: `"address";r=99;t=60`. */
  readonly header: string;
  /** `RateLimit-Policy`: `"address";q=100;w=60`. */
  readonly policy: string;
  /** Seconds until an earlier request counts no more. */
  readonly resetSeconds: number;
}

export const WINDOW_SECONDS = 60;

/** The present slot, and as many whole ones as fill the window: their sum is never less than that of any window. */
const SLOTS = 7;

/** The most keys remembered: the least recently used are forgotten, so they start anew. */
const MAX_KEYS = 100_000;

/** Counts of a sixth of the window each. */
interface Counts {
  /** Of the slot counted in last. */
  slot: number;
  /** By slot, modulo their number. */
  readonly counts: Uint32Array;
}

/** A quota per key that holds in any window. */
export interface RateLimiter {
  /** Counts one request. A refused one does not count. `limit`: of this key. Default: the quota's. */
  take(key: string, limit?: number): Taken | Promise<Taken>;
}

/** Counted in this process's memory. */
export class OwnRateLimiter implements RateLimiter {
  private readonly keys = new LRUCache<string, Counts>({ max: MAX_KEYS });

  constructor(
    private readonly quota: Quota,
    private readonly now: () => number = Date.now,
  ) {}

  take(key: string, limit = this.quota.limit): Taken {
    const now = this.now();
    const slotMs = slotMsOf(this.quota);
    const slot = Math.floor(now / slotMs);
    let known = this.keys.get(key);
    if (!known) this.keys.set(key, (known = { slot, counts: new Uint32Array(SLOTS) }));
    forgetUntil(known, slot);
    const { counts } = known;
    const before = counts.reduce((sum, count) => sum + count, 0);
    const allowed = before < limit;
    if (allowed) counts[known.slot % SLOTS] = (counts[known.slot % SLOTS] as number) + 1;
    const leavesAt = (oldestOf(known) + SLOTS) * slotMs;
    return taken({ ...this.quota, limit }, { allowed, used: before + (allowed ? 1 : 0), leftMs: leavesAt - now });
  }
}

/** Clears the slots between the last and the present one. A clock that was set back counts on in the last. */
function forgetUntil(known: Counts, slot: number): void {
  for (let passed = Math.max(known.slot + 1, slot - SLOTS + 1); passed <= slot; passed++) {
    known.counts[passed % SLOTS] = 0;
  }
  known.slot = Math.max(known.slot, slot);
}

function oldestOf({ slot, counts }: Counts): number {
  for (let at = slot - SLOTS + 1; at < slot; at++) if (at >= 0 && (counts[at % SLOTS] as number) > 0) return at;
  return slot;
}

function slotMsOf({ windowSeconds = WINDOW_SECONDS }: Quota): number {
  return (windowSeconds * 1_000) / (SLOTS - 1);
}

function taken(
  { name, limit, windowSeconds = WINDOW_SECONDS }: Quota,
  { allowed, used, leftMs }: { readonly allowed: boolean; readonly used: number; readonly leftMs: number },
): Taken {
  const resetSeconds = Math.max(1, Math.ceil(leftMs / 1_000));
  return {
    allowed,
    header: `"${name}";r=${Math.max(0, limit - used)};t=${resetSeconds}`,
    policy: `"${name}";q=${limit};w=${windowSeconds}`,
    resetSeconds,
  };
}

/** By the clock of Redis, the same for all gateways. Returns whether it is allowed, the count, and the time left. */
const COUNT = `
  local limit, slot_ms, slots = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local slot = math.floor(now / slot_ms)
  local sum, oldest = 0, slot
  local counts = redis.call('HGETALL', KEYS[1])
  for at = 1, #counts, 2 do
    local counted = tonumber(counts[at])
    if counted <= slot - slots then
      redis.call('HDEL', KEYS[1], counts[at])
    else
      sum = sum + tonumber(counts[at + 1])
      if counted < oldest then oldest = counted end
    end
  end
  local allowed = sum < limit
  if allowed then
    redis.call('HINCRBY', KEYS[1], slot, 1)
    redis.call('PEXPIRE', KEYS[1], slots * slot_ms)
    sum = sum + 1
  end
  return { allowed and 1 or 0, sum, (oldest + slots) * slot_ms - now }`;

/** Counts for all gateways together; while Redis is away, each counts for itself. */
export class SharedRateLimiter implements RateLimiter {
  private readonly own: OwnRateLimiter;

  constructor(
    private readonly quota: Quota,
    private readonly shared: Pick<SharedState, 'run'>,
  ) {
    this.own = new OwnRateLimiter(quota);
  }

  async take(key: string, limit = this.quota.limit): Promise<Taken> {
    const name = `opsledger:quota:${this.quota.name}:${key}`;
    const given = [limit, Math.round(slotMsOf(this.quota)), SLOTS].map(String);
    const counted = (await this.shared.run(COUNT, name, given)) as readonly [number, number, number] | undefined;
    if (!counted) return this.own.take(key, limit);
    const [allowed, used, leftMs] = counted;
    return taken({ ...this.quota, limit }, { allowed: allowed === 1, used, leftMs });
  }
}
