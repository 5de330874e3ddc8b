import { evolve } from '#contracts/declare/fold';
import { quantityUnits } from '#contracts/values/amounts';
import { LotChanged, LotQuarantined, LotRecalled, LotReleased } from '#contracts/inventory/lot-events';
import {
  StockReservationExpired,
  StockReservationReleased,
  StockReserved,
} from '#contracts/inventory/reservation-events';
import type { StockReversed, StockTransaction, StockUsed } from '#contracts/inventory/stock-events';
import {
  recentOf,
  recordArrivals,
  removeArrivals,
  withExpiry,
  withCondition,
  type Lot,
  type LotCondition,
} from './lots';
import {
  dropEnded,
  giveBack,
  MOST_ENDED,
  recordClosed,
  recordReserved,
  recordUse,
  type StockReservation,
} from './reservations';

/** The lots and reservations of an item over effective time. */
export interface HeldStock {
  readonly lots: Map<string, Lot>;
  readonly reservations: Map<string, StockReservation>;
  /** Epoch milliseconds: as of earlier moments, only the whole history answers about lots and reservations. */
  heldSince: number;
  /** How many reservations ended, of those that are held. */
  ended: number;
  /** The whole history keeps all; a ledger drops what ended long ago. */
  readonly keepsAll: boolean;
}

export function nothingHeld(keepsAll: boolean): HeldStock {
  return { lots: new Map(), reservations: new Map(), heldSince: Number.NEGATIVE_INFINITY, ended: 0, keepsAll };
}

/** A separate one for a reader that keeps it; lots and reservations themselves never change. */
export function copyOfHeld({ lots, reservations }: HeldStock): Pick<HeldStock, 'lots' | 'reservations'> {
  return { lots: new Map(lots), reservations: new Map(reservations) };
}

/** In memory. */
export function bytesOfHeld({ lots, reservations }: HeldStock): number {
  return 150 * lots.size + 250 * reservations.size;
}

/** Records the lots that a transaction brings in, and the reservation that it consumes or gives back. Mutates `held`. */
export function recordHeld(held: HeldStock, data: StockTransaction, revision: number): void {
  const { lots, reservations, keepsAll } = held;
  const { transactionId, reservationId, movements, effectiveAt } = data;
  const { consumed, reversed } = data as Partial<StockUsed & StockReversed>;
  recordArrivals(lots, data, revision, keepsAll);
  if (reversed !== undefined) {
    const undone = new Set(movements.flatMap(({ reverses }) => reverses ?? []));
    const numbers = movements.flatMap(({ lot }) => lot?.number ?? []);
    if (keepsAll) removeArrivals(lots, undone, numbers);
    giveBack(reservations, reversed);
    return;
  }
  if (reservationId === null || typeof consumed !== 'string') return;
  recordUse(reservations, reservationId, {
    transactionId,
    at: Date.parse(effectiveAt),
    quantity: quantityUnits(consumed),
  });
}

/** The folds of the events that move no stock, for a state that holds lots and reservations. */
export function foldsOfHeld<State extends HeldStock>() {
  return [
    evolve(LotChanged, (state: State, { data: { lotNumber, effectiveAt, expiresOn } }) =>
      changeLot(state, lotNumber, (lot) => withExpiry(lot, { at: Date.parse(effectiveAt), value: expiresOn })),
    ),
    evolve(LotQuarantined, (state: State, { data }) => setCondition(state, data, 'quarantined')),
    evolve(LotRecalled, (state: State, { data }) => setCondition(state, data, 'recalled')),
    evolve(LotReleased, (state: State, { data }) => setCondition(state, data, 'available')),
    evolve(StockReserved, (state: State, { data }) => {
      recordReserved(state.reservations, data);
      return state;
    }),
    evolve(StockReservationReleased, (state: State, { data }) => close(state, data)),
    evolve(StockReservationExpired, (state: State, { data }) => close(state, data)),
  ] as const;
}

function close<State extends HeldStock>(
  state: State,
  ended: StockReservationReleased | StockReservationExpired,
): State {
  if (recordClosed(state.reservations, ended)) state.ended++;
  if (state.keepsAll || state.ended <= MOST_ENDED) return state;
  const { dropped, since } = dropEnded(state.reservations);
  state.ended -= dropped;
  keepSince(state, since);
  return state;
}

function setCondition<State extends HeldStock>(
  state: State,
  { lotNumber, effectiveAt }: { readonly lotNumber: string; readonly effectiveAt: string },
  value: LotCondition,
): State {
  return changeLot(state, lotNumber, (lot) => withCondition(lot, { at: Date.parse(effectiveAt), value }));
}

function changeLot<State extends HeldStock>(state: State, lotNumber: string, change: (lot: Lot) => Lot): State {
  const known = state.lots.get(lotNumber);
  if (!known) return state;
  const { lot, since } = state.keepsAll
    ? { lot: change(known), since: Number.NEGATIVE_INFINITY }
    : recentOf(change(known));
  state.lots.set(lotNumber, lot);
  keepSince(state, since);
  return state;
}

function keepSince(held: HeldStock, since: number): void {
  held.heldSince = Math.max(held.heldSince, since);
}
