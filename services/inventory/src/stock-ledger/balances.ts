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
  for (const { at: moment, key, delta } of laterThan(timeline, at)) {
    const outlook = outlooks.get(key);
    if (!outlook) continue;
    const balance = (running.get(key) ?? outlook.balance) + delta;
    running.set(key, balance);
    if (balance < outlook.smallest) outlooks.set(key, { ...outlook, smallest: balance, smallestAt: moment });
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
  for (const { at: moment, key, delta } of laterThan(timeline, at)) {
    if (!isMeant(key)) continue;
    sum += delta;
    if (sum < floor) return { at: moment, missing: floor - sum };
  }
  return undefined;
}

/** The entries effective after a moment, in order. */
function laterThan({ entries }: Timeline, at: number): readonly TimelineEntry[] {
  let first = entries.length;
  while (first > 0 && (entries[first - 1] as TimelineEntry).at > at) first--;
  return first === entries.length ? [] : entries.slice(first);
}
