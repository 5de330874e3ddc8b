import type { CountApproved, CountSubmitted, JudgedLine } from '#contracts/inventory/count-events';
import type { StockReserved } from '#contracts/inventory/reservation-events';
import type { StockCounted, StockTransaction } from '#contracts/inventory/stock-events';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import { placeOfKey } from '../stock-ledger/balances';
import { balanceKey, type BalanceKey } from '../stock-ledger/timeline';

/**
 * An item's stock as exceptions are found from it, as known now. It is JSON in a row: members come in any order, and
 * quantities are text in the stock unit.
 */
export interface ItemWatch {
  /** By location and lot; an absent balance is zero. */
  readonly balances: Readonly<Record<string, string>>;
  /** Those with stock, and those that have been changed. */
  readonly lots: Readonly<Record<string, WatchedLot>>;
  /** The open ones, by id. */
  readonly reservations: Readonly<Record<string, WatchedReservation>>;
  /** The latest counts of each location and lot. */
  readonly counts: Readonly<Record<string, readonly WatchedCount[]>>;
}

export interface WatchedLot {
  readonly expiresOn: string | null;
  /** The effective time of the change that it comes from; null: it came in so. */
  readonly expiryFrom: string | null;
  readonly state: 'available' | 'quarantined' | 'recalled';
  readonly stateFrom: string | null;
}

const UNCHANGED: WatchedLot = { expiresOn: null, expiryFrom: null, state: 'available', stateFrom: null };

export interface WatchedReservation {
  readonly locationId: string | null;
  readonly lotNumber: string | null;
  readonly quantity: string;
  readonly until: string;
  /** The position of its event. */
  readonly position: string;
  /** What usages have consumed of it, by transaction. */
  readonly uses: Readonly<Record<string, string>>;
}

/** A line of a count that was judged, and its adjustment posted, or under way. */
export interface WatchedCount {
  readonly countId: string;
  readonly line: number;
  readonly countedAt: string;
  readonly isPosted: boolean;
  /** The posted adjustment; null for a count that equalled its book. */
  readonly transactionId: string | null;
  /** How far the book at the moment of counting has moved since it was judged. */
  readonly moved: string;
}

/** The counts of a location and lot that are kept. */
const COUNTS = 4;

export const UNTOUCHED: ItemWatch = { balances: {}, lots: {}, reservations: {}, counts: {} };

/** The net quantity of a transaction by location and lot, in thousandths. */
export function netOf({ movements }: Pick<StockTransaction, 'movements'>): ReadonlyMap<BalanceKey, bigint> {
  const net = new Map<BalanceKey, bigint>();
  for (const { locationId, lot, stockQuantity } of movements) {
    const key = balanceKey(locationId, lot?.number ?? null);
    net.set(key, (net.get(key) ?? 0n) + quantityUnits(stockQuantity));
  }
  return net;
}

/** `reversed`: the transaction that this one reverses or replaces. */
export function moved(
  watch: ItemWatch,
  data: StockTransaction & { readonly reversed?: string; readonly consumed?: string | null },
): ItemWatch {
  const net = netOf(data);
  const [balances, counts] = [{ ...watch.balances }, { ...watch.counts }];
  for (const [key, units] of net) {
    const balance = quantityUnits(balances[key] ?? '0') + units;
    if (balance === 0n) delete balances[key];
    else balances[key] = quantityText(balance);
    const known = counts[key];
    if (known) counts[key] = countsAfter(known, units, data);
  }
  const lots = withoutGone(lotsAfter(data, watch.lots), balances, net.keys());
  return { ...watch, balances, counts, lots, reservations: consumedBy(watch.reservations, data) };
}

function countsAfter(
  known: readonly WatchedCount[],
  units: bigint,
  { source, transactionId, effectiveAt, reversed }: StockTransaction & { readonly reversed?: string },
): readonly WatchedCount[] {
  const left = known.filter((count) => reversed === undefined || count.transactionId !== reversed);
  return left.map((count) => {
    const isItsOwn = source?.type === 'count' && source.id === count.countId && reversed === undefined;
    if (isItsOwn && !count.isPosted && effectiveAt === count.countedAt) {
      return { ...count, isPosted: true, transactionId };
    }
    if (effectiveAt >= count.countedAt) return count;
    return { ...count, moved: quantityText(quantityUnits(count.moved) + units) };
  });
}

/** A lot that comes in, or comes back, has the expiry of its movement, unless it was changed. */
function lotsAfter({ movements }: StockTransaction, known: ItemWatch['lots']): Record<string, WatchedLot> {
  const lots = { ...known };
  for (const { lot, stockQuantity } of movements) {
    if (lot === null || quantityUnits(stockQuantity) <= 0n) continue;
    const was = lots[lot.number] ?? UNCHANGED;
    if (was.expiryFrom === null && was.expiresOn === null) lots[lot.number] = { ...was, expiresOn: lot.expiresOn };
  }
  return lots;
}

/** Drops lots that are gone. One that was changed keeps its state for when it comes back. */
function withoutGone(
  lots: Record<string, WatchedLot>,
  balances: Readonly<Record<string, string>>,
  keys: Iterable<BalanceKey>,
): Record<string, WatchedLot> {
  for (const key of keys) {
    const { lotNumber } = placeOfKey(key);
    const lot = lotNumber === null ? undefined : lots[lotNumber];
    if (lotNumber === null || !lot || lot.expiryFrom !== null || lot.stateFrom !== null) continue;
    const isLeft = Object.keys(balances).some((each) => placeOfKey(each as BalanceKey).lotNumber === lotNumber);
    if (!isLeft) delete lots[lotNumber];
  }
  return lots;
}

function consumedBy(
  reservations: ItemWatch['reservations'],
  data: Pick<StockTransaction, 'transactionId' | 'reservationId'> & {
    readonly reversed?: string;
    readonly consumed?: string | null;
  },
): ItemWatch['reservations'] {
  const { reservationId, reversed, consumed, transactionId } = data;
  const known = reservationId === null ? undefined : reservations[reservationId];
  if (reservationId === null || !known) return reservations;
  if (reversed !== undefined) {
    const { [reversed]: _, ...uses } = known.uses;
    return { ...reservations, [reservationId]: { ...known, uses } };
  }
  if (consumed === null || consumed === undefined) return reservations;
  const uses = { ...known.uses, [transactionId]: consumed };
  return { ...reservations, [reservationId]: { ...known, uses } };
}

/** A lot's expiry or state, changed from a moment on; a change before the present one's is only of the past. */
export function changedLot(
  watch: ItemWatch,
  { lotNumber, effectiveAt }: { readonly lotNumber: string; readonly effectiveAt: string },
  now: { readonly expiresOn: string | null } | { readonly state: WatchedLot['state'] },
): ItemWatch {
  const lot = watch.lots[lotNumber] ?? UNCHANGED;
  const from = 'state' in now ? 'stateFrom' : 'expiryFrom';
  if ((lot[from] ?? '') > effectiveAt) return watch;
  return { ...watch, lots: { ...watch.lots, [lotNumber]: { ...lot, ...now, [from]: effectiveAt } } };
}

export function reserved(watch: ItemWatch, data: StockReserved, position: string): ItemWatch {
  const { reservationId, locationId, lotNumber, stockQuantity: quantity, expiresAt: until } = data;
  const reservation = { locationId, lotNumber, quantity, until, position, uses: {} };
  return { ...watch, reservations: { ...watch.reservations, [reservationId]: reservation } };
}

export function unreserved(watch: ItemWatch, reservationId: string): ItemWatch {
  const { [reservationId]: _, ...reservations } = watch.reservations;
  return { ...watch, reservations };
}

/** A line of a count was judged: its book has everything that was recorded before. */
export function judgedCount(
  watch: ItemWatch,
  { countId }: Pick<CountSubmitted | CountApproved, 'countId'>,
  { line, locationId, lotNumber, countedAt, outcome }: JudgedLine,
): ItemWatch {
  if (outcome !== 'posting') return watch;
  const key = balanceKey(locationId, lotNumber);
  const judged: WatchedCount = { countId, line, countedAt, isPosted: false, transactionId: null, moved: '0.000' };
  const others = (watch.counts[key] ?? []).filter((each) => each.countId !== countId);
  const latest = [...others, judged].sort((one, other) => (one.countedAt < other.countedAt ? -1 : 1)).slice(-COUNTS);
  return { ...watch, counts: { ...watch.counts, [key]: latest } };
}

/** A count that equalled its book was posted. */
export function countedEqual(watch: ItemWatch, { countId, locationId, lotNumber, countedAt }: StockCounted): ItemWatch {
  const key = balanceKey(locationId, lotNumber);
  const known = watch.counts[key] ?? [];
  const isIts = (count: WatchedCount) => count.countId === countId && count.countedAt === countedAt;
  const posted = known.map((count) => (isIts(count) ? { ...count, isPosted: true } : count));
  return { ...watch, counts: { ...watch.counts, [key]: posted } };
}
