/**
 * The balances of one item over effective time, by (location, lot). Keeps the balances after every recorded movement,
 * and the latest movements in effective order. Movements effective at or before `horizon` are only in the balances, so
 * a question about a moment before the horizon needs a timeline of the whole history.
 */
export interface Timeline {
  /** In thousandths of the stock unit; an absent balance is zero. */
  readonly balances: Map<BalanceKey, bigint>;
  /** In order of effective time, then of recording. */
  readonly entries: TimelineEntry[];
  /** Epoch milliseconds. */
  horizon: number;
  /** The most entries that are kept. */
  readonly window: number;
}

declare const brand: unique symbol;
export type BalanceKey = string & { readonly [brand]: 'BalanceKey' };

export interface TimelineEntry {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly key: BalanceKey;
  readonly delta: bigint;
}

/** Enough for every movement of a busy day, small enough for a snapshot. */
const WINDOW = 256;

export function balanceKey(locationId: string, lotNumber: string | null): BalanceKey {
  return `${locationId}|${lotNumber ?? ''}` as BalanceKey;
}

export function emptyTimeline(window = WINDOW): Timeline {
  return { balances: new Map(), entries: [], horizon: Number.NEGATIVE_INFINITY, window };
}

/** Records a movement; at one effective moment, later recordings count as later. Mutates the timeline. */
export function record(timeline: Timeline, entry: TimelineEntry): void {
  const { balances, entries } = timeline;
  const balance = (balances.get(entry.key) ?? 0n) + entry.delta;
  if (balance === 0n) balances.delete(entry.key);
  else balances.set(entry.key, balance);
  if (entry.at <= timeline.horizon) return;
  let place = entries.length;
  while (place > 0 && (entries[place - 1] as TimelineEntry).at > entry.at) place--;
  entries.splice(place, 0, entry);
  if (entries.length > timeline.window) {
    timeline.horizon = (entries.shift() as TimelineEntry).at;
    while (entries[0] && entries[0].at <= timeline.horizon) entries.shift();
  }
}

/** A separate timeline for a reader that keeps it; entries never change. */
export function copyOf(timeline: Timeline): Timeline {
  return { ...timeline, balances: new Map(timeline.balances), entries: [...timeline.entries] };
}

/** In memory: an entry takes about as much as a balance with its key. */
export function bytesOf({ balances, entries }: Timeline): number {
  return 100 * (balances.size + entries.length);
}

/** Whether the timeline can answer about a moment. */
export function reaches(timeline: Timeline, at: number): boolean {
  return at >= timeline.horizon;
}

export interface Shortage {
  readonly key: BalanceKey;
  /** Epoch milliseconds: the movement's own moment, or the first later one at which the balance would be negative. */
  readonly at: number;
  readonly later: boolean;
  /** How much is missing then, positive. */
  readonly missing: bigint;
}

/**
 * The first moment at which lowering `key` by `quantity` (positive) at `at` would leave a negative balance; undefined
 * when there is none. The moment itself is checked before the later ones.
 */
export function shortageOf(timeline: Timeline, key: BalanceKey, quantity: bigint, at: number): Shortage | undefined {
  const later: TimelineEntry[] = [];
  let balance = timeline.balances.get(key) ?? 0n;
  for (let i = timeline.entries.length - 1; i >= 0; i--) {
    const entry = timeline.entries[i] as TimelineEntry;
    if (entry.at <= at) break;
    if (entry.key !== key) continue;
    balance -= entry.delta;
    later.push(entry);
  }
  balance -= quantity;
  if (balance < 0n) return { key, at, later: false, missing: -balance };
  for (const entry of later.reverse()) {
    balance += entry.delta;
    if (balance < 0n) return { key, at: entry.at, later: true, missing: -balance };
  }
  return undefined;
}
