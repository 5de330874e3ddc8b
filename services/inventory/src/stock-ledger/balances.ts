import type { BalanceKey, Timeline, TimelineEntry } from './timeline';

/** A balance as of a moment, and how low it falls from then on. */
export interface Outlook {
  /** In thousandths. */
  readonly balance: bigint;
  readonly smallest: bigint;
  /** Epoch milliseconds: the first moment at which it is that low. */
  readonly smallestAt: number;
}

/** The location and the lot of a balance. */
export function placeOfKey(key: BalanceKey): { readonly locationId: string; readonly lotNumber: string | null } {
  const at = key.indexOf('|');
  return { locationId: key.slice(0, at), lotNumber: key.slice(at + 1) || null };
}

/** The balances after the movements effective at or before a moment; the timeline's own where none is later. */
export function balancesAt(timeline: Timeline, at: number): ReadonlyMap<BalanceKey, bigint> {
  const later = laterThan(timeline, at);
  if (later.length === 0) return timeline.balances;
  const balances = new Map(timeline.balances);
  for (const { key, delta } of later) balances.set(key, (balances.get(key) ?? 0n) - delta);
  return balances;
}

/** The outlook of each balance for which `isMeant`, from a moment on. */
export function outlooksOf(
  timeline: Timeline,
  at: number,
  isMeant: (key: BalanceKey) => boolean,
): Map<BalanceKey, Outlook> {
  const outlooks = new Map<BalanceKey, Outlook>();
  for (const [key, balance] of balancesAt(timeline, at)) {
    if (isMeant(key)) outlooks.set(key, { balance, smallest: balance, smallestAt: at });
  }
  const running = new Map<BalanceKey, bigint>();
  for (const { moment, entries } of momentsAfter(timeline, at)) {
    for (const { key, delta } of entries) {
      const outlook = outlooks.get(key);
      if (outlook) running.set(key, (running.get(key) ?? outlook.balance) + delta);
    }
    for (const { key } of entries) {
      const [outlook, balance] = [outlooks.get(key), running.get(key)];
      if (!outlook || balance === undefined || balance >= outlook.smallest) continue;
      outlooks.set(key, { ...outlook, smallest: balance, smallestAt: moment });
    }
  }
  return outlooks;
}

/** A moment at which a sum of balances is too small. */
export interface Shortfall {
  /** Epoch milliseconds. */
  readonly at: number;
  /** In thousandths, positive. */
  readonly missing: bigint;
}

/**
 * The first moment, from `at` on, at which the balances for which `isMeant` come to less than `floor` together;
 * undefined when there is none.
 */
export function firstBelow(
  timeline: Timeline,
  at: number,
  isMeant: (key: BalanceKey) => boolean,
  floor: bigint,
): Shortfall | undefined {
  let sum = 0n;
  for (const [key, balance] of balancesAt(timeline, at)) if (isMeant(key)) sum += balance;
  if (sum < floor) return { at, missing: floor - sum };
  for (const { moment, entries } of momentsAfter(timeline, at)) {
    for (const { key, delta } of entries) if (isMeant(key)) sum += delta;
    if (sum < floor) return { at: moment, missing: floor - sum };
  }
  return undefined;
}

interface Moment {
  readonly moment: number;
  readonly entries: readonly TimelineEntry[];
}

/** The moments after one, in order. What comes and goes at one moment counts together, whichever was recorded first. */
function* momentsAfter(timeline: Timeline, at: number): Generator<Moment> {
  const later = laterThan(timeline, at);
  for (let first = 0; first < later.length;) {
    const { at: moment } = later[first] as TimelineEntry;
    let end = first + 1;
    while (later[end]?.at === moment) end++;
    yield { moment, entries: later.slice(first, end) };
    first = end;
  }
}

/** The entries effective after a moment, in order. */
function laterThan({ entries }: Timeline, at: number): readonly TimelineEntry[] {
  let first = entries.length;
  while (first > 0 && (entries[first - 1] as TimelineEntry).at > at) first--;
  return first === entries.length ? [] : entries.slice(first);
}
