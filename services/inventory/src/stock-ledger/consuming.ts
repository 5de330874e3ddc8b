import { DomainError, faultAt } from '#contracts/errors';
import type { UseStock } from '#contracts/inventory/use-stock';
import type { Given } from '#libs/event-sourcing';
import { isInside, parentsIn, presentOf } from './availability';
import { isOpen, leftOf, type StockReservation } from './reservations';
import type { StockFacts } from './stock-facts';
import type { StockLedger } from './stock-ledger';
import { invalidField } from './transaction';

/** The reservation that a usage names. Refuses one that has ended, or of another location or lot than the usage's. */
export function reservationNamed(
  { reservationId, locationId, lotNumber }: UseStock,
  ledger: StockLedger,
  { facts, now }: Given<StockFacts>,
  effectiveAt: string,
): StockReservation | undefined {
  if (reservationId === undefined) return undefined;
  const named = (facts.history ?? ledger).reservations.get(reservationId);
  if (!named) invalidReservation();
  if (!isOpen(named, presentOf(ledger, { now, effectiveAt }))) {
    throw new DomainError('CONFLICT', 'The reservation has ended');
  }
  if (named.locationId !== null && !isInside(locationId, named.locationId, parentsIn(facts.places))) {
    invalidField('reservationId', 'CHOICE', 'reserves stock of another location');
  }
  if (named.lotNumber !== null && lotNumber !== undefined && named.lotNumber !== lotNumber) {
    invalidField('reservationId', 'CHOICE', 'reserves stock of another lot');
  }
  return named;
}

/** A usage consumes what is left of its reservation, and takes the rest of what is available. */
export function consumedOf(reservation: StockReservation, stockUnits: bigint): bigint {
  const left = leftOf(reservation);
  return left < stockUnits ? left : stockUnits;
}

function invalidReservation(): never {
  throw faultAt('NOT_FOUND', '/reservationId', 'is no reservation of this item');
}
