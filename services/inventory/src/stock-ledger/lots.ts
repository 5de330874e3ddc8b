import { quantityUnits } from '#contracts/values/amounts';
import type { MovedLot, StockTransaction } from '#contracts/inventory/stock-events';
import { comparePlaces, type Place } from '../value/value-history';
import { placeOf } from '../value/movement-value';

/**
 * The lots that a transaction brings in. A lot is known, with its expiry, from its first arrival: the first time that
 * it is brought in. An issue or a transfer makes none, also where the stock may go below zero.
 */
export function lotsBroughtIn({ movements }: StockTransaction): MovedLot[] {
  return movements.flatMap((movement) => (movement.lot !== null && isArrival(movement) ? [movement.lot] : []));
}

type Arriving = Pick<StockTransaction['movements'][number], 'kind' | 'reverses' | 'takesBack' | 'stockQuantity'>;

function isArrival({ kind, reverses, takesBack, stockQuantity }: Arriving): boolean {
  const brings = kind === 'receive' || kind === 'adjust';
  return brings && reverses === null && takesBack === null && quantityUnits(stockQuantity) > 0n;
}

/** An expiry or a state that holds from a moment on. */
interface From<Value> {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly value: Value;
}

interface Arrival {
  readonly movementId: string;
  readonly place: Place;
}

/** A lot of an item over effective time. The values never change: a change makes another lot. */
export interface Lot {
  /** As it came in: it holds from the beginning of time. */
  readonly expiresOn: string | null;
  /** In the order in which they count. A ledger keeps the first one only. */
  readonly arrivals: readonly Arrival[];
  /** In order of effective time, then of recording. */
  readonly expiries: readonly From<string | null>[];
  /** Likewise; it begins as available. */
  readonly states: readonly From<LotCondition>[];
}

/** A recalled lot is in quarantine as well. */
export type LotCondition = 'available' | 'quarantined' | 'recalled';

export type Lots = ReadonlyMap<string, Lot>;

/** The most changes of one lot that a ledger keeps. */
const CHANGES = 16;

/** The lot's last day as of a moment; null for none, also for a lot that never came in. */
export function expiryOf(lot: Lot | undefined, at: number): string | null {
  if (!lot) return null;
  const last = lot.expiries.findLast((change) => change.at <= at);
  return last ? last.value : lot.expiresOn;
}

/** The lot's state as of a moment. */
export function conditionOf(lot: Lot | undefined, at: number): LotCondition {
  return lot?.states.findLast((change) => change.at <= at)?.value ?? 'available';
}

/** Whether the lot ever has a last day, so that its use needs a calendar. */
export function mayExpire({ expiresOn, expiries }: Lot): boolean {
  return expiresOn !== null || expiries.some(({ value }) => value !== null);
}

/** The place of the lot's first arrival; undefined for one that never came in, or only reversed. */
export function firstArrival(lot: Lot | undefined): Place | undefined {
  return lot?.arrivals[0]?.place;
}

/** Records the lots that a transaction brings in. `all`: keeps every arrival, for when one is reversed. */
export function recordArrivals(
  lots: Map<string, Lot>,
  { effectiveAt, movements }: StockTransaction,
  revision: number,
  all: boolean,
): void {
  for (const [ordinal, movement] of movements.entries()) {
    const { lot, movementId } = movement;
    if (lot === null || !isArrival(movement)) continue;
    const known = lots.get(lot.number) ?? { expiresOn: lot.expiresOn, arrivals: [], expiries: [], states: [] };
    const place = placeOf(movement, Date.parse(effectiveAt), { revision, ordinal });
    const arrivals = inserted(known.arrivals, { movementId, place });
    lots.set(lot.number, { ...known, arrivals: all ? arrivals : arrivals.slice(0, 1) });
  }
}

/** Takes arrivals out, as a reversal does. */
export function removeArrivals(
  lots: Map<string, Lot>,
  reversed: ReadonlySet<string>,
  lotNumbers: readonly string[],
): void {
  for (const number of lotNumbers) {
    const lot = lots.get(number);
    if (!lot) continue;
    lots.set(number, { ...lot, arrivals: lot.arrivals.filter(({ movementId }) => !reversed.has(movementId)) });
  }
}

/** The lot with another expiry from a moment on. */
export function withExpiry(lot: Lot, change: From<string | null>): Lot {
  return { ...lot, expiries: changed(lot.expiries, change) };
}

/** The lot in another state from a moment on. */
export function withCondition(lot: Lot, change: From<LotCondition>): Lot {
  return { ...lot, states: changed(lot.states, change) };
}

/**
 * The lot with its latest changes only, and the first moment as of which it still answers; the lot itself where it has
 * few.
 */
export function recentOf(lot: Lot): { readonly lot: Lot; readonly since: number } {
  const [expiries, states] = [lot.expiries.slice(-CHANGES), lot.states.slice(-CHANGES)];
  if (expiries.length === lot.expiries.length && states.length === lot.states.length) {
    return { lot, since: Number.NEGATIVE_INFINITY };
  }
  const sinceOf = (kept: readonly From<unknown>[], all: readonly From<unknown>[]) =>
    kept.length < all.length ? (kept[0] as From<unknown>).at : Number.NEGATIVE_INFINITY;
  const since = Math.max(sinceOf(expiries, lot.expiries), sinceOf(states, lot.states));
  return { lot: { ...lot, expiries, states }, since };
}

function changed<Value>(changes: readonly From<Value>[], change: From<Value>): From<Value>[] {
  const index = changes.findLastIndex(({ at }) => at <= change.at) + 1;
  return changes.toSpliced(index, 0, change);
}

function inserted(arrivals: readonly Arrival[], arrival: Arrival): Arrival[] {
  const index = arrivals.findLastIndex(({ place }) => comparePlaces(place, arrival.place) <= 0) + 1;
  return arrivals.toSpliced(index, 0, arrival);
}
