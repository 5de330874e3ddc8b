/**
 * The balances of one item over effective time, by (location, lot). Keeps the balances after every recorded movement,
 * and the latest movements in effective order. Movements effective at or before `horizon` are only in the balances, so
 * a question about a moment before the horizon needs a timeline of the whole history.
 */
export interface Timeline {
  /** In thousandths of the stock unit; an absent balance is zero. */
  readonly balances: Map<BalanceKey, bigint>;
  /** In the order in which they count; a reversed movement is none of them. */
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
  /** Of the recording event, or that of the movement it replaces: the order of the entries of one moment. */
  readonly revision: number;
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

/** Records a movement in its place. Mutates the timeline. */
export function record(timeline: Timeline, entry: TimelineEntry): void {
  const { entries } = timeline;
  changeBalance(timeline, entry.key, entry.delta);
  if (entry.at <= timeline.horizon) return;
  let place = entries.length;
  while (place > 0 && isBefore(entry, entries[place - 1] as TimelineEntry)) place--;
  entries.splice(place, 0, entry);
  if (entries.length > timeline.window) {
    timeline.horizon = (entries.shift() as TimelineEntry).at;
    while (entries[0] && entries[0].at <= timeline.horizon) entries.shift();
  }
}

/** Takes a recorded movement out, as its reversal does: from now on it counts at no moment. Mutates the timeline. */
export function takeOut(timeline: Timeline, { at, revision, key, delta }: TimelineEntry): void {
  const { entries } = timeline;
  changeBalance(timeline, key, -delta);
  // A transaction has one movement of a location and lot.
  const place = entries.findLastIndex((entry) => entry.at === at && entry.revision === revision && entry.key === key);
  if (place >= 0) entries.splice(place, 1);
}

function changeBalance({ balances }: Timeline, key: BalanceKey, delta: bigint): void {
  const balance = (balances.get(key) ?? 0n) + delta;
  if (balance === 0n) balances.delete(key);
  else balances.set(key, balance);
}

const isBefore = (one: TimelineEntry, other: TimelineEntry): boolean =>
  one.at < other.at || (one.at === other.at && one.revision < other.revision);

/** A separate timeline for a reader that keeps it; entries never change. */
export function copyOfTimeline(timeline: Timeline): Timeline {
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
 * The first moment at which changes of the past, tested as a whole, would leave a negative balance that they lower;
 * undefined when there is none. A change takes a movement out (the opposite of its delta, in its place) or puts one into
 * a place. The timeline has to reach the first of them.
 */
export function shortageAfter(timeline: Timeline, changes: readonly TimelineEntry[]): Shortage | undefined {
  let first: (Shortage & { readonly revision: number }) | undefined;
  for (const key of new Set(changes.map((change) => change.key))) {
    const ofKey = changes.filter((change) => change.key === key);
    const found = shortageOfKey(timeline, key, ofKey);
    if (found && (!first || found.at < first.at || (found.at === first.at && found.revision < first.revision))) {
      first = found;
    }
  }
  return first && { key: first.key, at: first.at, later: first.later, missing: first.missing };
}

function shortageOfKey(timeline: Timeline, key: BalanceKey, changes: readonly TimelineEntry[]) {
  const [start] = [...changes].sort((one, other) => one.at - other.at || one.revision - other.revision);
  const { at, revision } = start as TimelineEntry;
  const after = timeline.entries.filter((entry) => entry.key === key && isBefore(start as TimelineEntry, entry));
  const before = after.reduce((balance, { delta }) => balance - delta, timeline.balances.get(key) ?? 0n);
  let [balance, lowered] = [before, 0n];
  for (const entry of inOrder([{ at, revision, key, delta: 0n }, ...after], changes)) {
    balance += entry.delta + entry.change;
    lowered += entry.change;
    if (lowered < 0n && balance < 0n) return { ...entry, later: entry.at > at, missing: -balance };
  }
  return undefined;
}

/** The movements and the changes, by their places: those of one place count as one. */
function inOrder(entries: readonly TimelineEntry[], changes: readonly TimelineEntry[]) {
  const places = new Map<string, TimelineEntry & { readonly change: bigint }>();
  const placeOf = ({ at, revision }: TimelineEntry) => `${at} ${revision}`;
  for (const entry of entries) {
    const there = places.get(placeOf(entry)) ?? { ...entry, delta: 0n, change: 0n };
    places.set(placeOf(entry), { ...there, delta: there.delta + entry.delta });
  }
  for (const change of changes) {
    const there = places.get(placeOf(change)) ?? { ...change, delta: 0n, change: 0n };
    places.set(placeOf(change), { ...there, change: there.change + change.delta });
  }
  return [...places.values()].sort((one, other) => one.at - other.at || one.revision - other.revision);
}
