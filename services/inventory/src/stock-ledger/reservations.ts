import { quantityUnits } from '#contracts/values/amounts';
import type { StockReserved } from '#contracts/inventory/reservation-events';

/** A quantity of an item that is set aside, over effective time. The values never change: a change makes another. */
export interface StockReservation {
  /** In thousandths of the stock unit. */
  readonly quantity: bigint;
  /** Null: wherever it lies. */
  readonly locationId: string | null;
  /** Null: of any lot. */
  readonly lotNumber: string | null;
  /** Epoch milliseconds. */
  readonly from: number;
  /** The moment from which it holds no more: of its expiry, or of its release if that is earlier. */
  readonly until: number;
  /** It was released, or its expiry was recorded. */
  readonly isClosed: boolean;
  /** The usages that name it. */
  readonly uses: readonly ConsumingUsage[];
}

interface ConsumingUsage {
  readonly transactionId: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly quantity: bigint;
}

export type StockReservations = ReadonlyMap<string, StockReservation>;

/** The most ended reservations that a ledger keeps. */
export const MOST_ENDED = 64;

/** The quantity that a reservation sets aside as of a moment, in thousandths. */
export function reservedAt({ quantity, from, until, uses }: StockReservation, at: number): bigint {
  if (at < from || at >= until) return 0n;
  return uses.reduce((left, use) => (use.at <= at ? left - use.quantity : left), quantity);
}

/** The quantity that no usage has taken, whenever it was. */
export function leftOf({ quantity, uses }: StockReservation): bigint {
  return uses.reduce((left, use) => left - use.quantity, quantity);
}

/** Whether it can be used or released at a moment. */
export function isOpen({ isClosed, until }: StockReservation, at: number): boolean {
  return !isClosed && at < until;
}

export function recordReserved(reservations: Map<string, StockReservation>, data: StockReserved): void {
  reservations.set(data.reservationId, {
    quantity: quantityUnits(data.stockQuantity),
    locationId: data.locationId,
    lotNumber: data.lotNumber,
    from: Date.parse(data.effectiveAt),
    until: Date.parse(data.expiresAt),
    isClosed: false,
    uses: [],
  });
}

/** Returns whether it was open until then. */
export function recordClosed(
  reservations: Map<string, StockReservation>,
  { reservationId, effectiveAt }: { readonly reservationId: string; readonly effectiveAt: string },
): boolean {
  const known = reservations.get(reservationId);
  if (!known || known.isClosed) return false;
  const until = Math.min(known.until, Date.parse(effectiveAt));
  reservations.set(reservationId, { ...known, until, isClosed: true });
  return true;
}

export function recordUse(
  reservations: Map<string, StockReservation>,
  reservationId: string,
  use: ConsumingUsage,
): void {
  const known = reservations.get(reservationId);
  if (known) reservations.set(reservationId, { ...known, uses: [...known.uses, use] });
}

/** Gives back the quantity that a reversed usage took. */
export function giveBack(reservations: Map<string, StockReservation>, transactionId: string): void {
  for (const [id, reservation] of reservations) {
    if (!reservation.uses.some((use) => use.transactionId === transactionId)) continue;
    const uses = reservation.uses.filter((use) => use.transactionId !== transactionId);
    reservations.set(id, { ...reservation, uses });
  }
}

/**
 * Drops the reservations that ended first. Returns how many are dropped, and the first moment as of which the others
 * still answer.
 */
export function dropEnded(reservations: Map<string, StockReservation>): {
  readonly dropped: number;
  readonly since: number;
} {
  const closed = [...reservations].filter(([, { isClosed }]) => isClosed);
  const dropped = closed
    .toSorted(([, one], [, other]) => one.until - other.until)
    .slice(0, Math.max(0, closed.length - MOST_ENDED / 2));
  for (const [id] of dropped) reservations.delete(id);
  return { dropped: dropped.length, since: dropped.at(-1)?.[1].until ?? Number.NEGATIVE_INFINITY };
}
