import { DomainError } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import type { ReleaseReservation } from '#contracts/inventory/release-reservation';
import { StockReservationReleased } from '#contracts/inventory/reservation-events';
import { quantityText } from '#contracts/values/amounts';
import type { Given } from '#libs/event-sourcing';
import { isOpen, leftOf } from '../stock-ledger/reservations';
import type { StockEvent, StockLedger } from '../stock-ledger/stock-ledger';

/** The reservation is one of the item's: one that its ledger holds no more has ended. */
export function releaseReservation(
  { reservationId }: ReleaseReservation,
  { reservations, lastEffectiveAt }: StockLedger,
  { now, facts: { itemId } }: Given<{ readonly itemId: string }>,
): StockEvent[] {
  const at = Math.max(Date.parse(now), lastEffectiveAt);
  const reservation = reservations.get(reservationId);
  if (!reservation || !isOpen(reservation, at)) throw new DomainError('CONFLICT', 'The reservation has ended already');
  const effectiveAt = new Date(at).toISOString();
  return [
    event(StockReservationReleased, { reservationId, itemId, effectiveAt, left: quantityText(leftOf(reservation)) }),
  ];
}
