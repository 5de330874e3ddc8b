import { event } from '#contracts/declare/event';
import { StockReservationExpired } from '#contracts/inventory/reservation-events';
import { quantityText } from '#contracts/values/amounts';
import type { Given } from '#libs/event-sourcing';
import { leftOf } from '../stock-ledger/reservations';
import type { StockEvent, StockLedger } from '../stock-ledger/stock-ledger';

/** Records the expiry of an item's reservations whose time is over. */
export function expireReservations(
  { itemId }: { readonly itemId: string },
  { reservations }: StockLedger,
  { now }: Given,
): StockEvent[] {
  const present = Date.parse(now);
  return [...reservations]
    .filter(([, { isClosed, until }]) => !isClosed && until <= present)
    .map(([reservationId, reservation]) => {
      const effectiveAt = new Date(reservation.until).toISOString();
      return event(StockReservationExpired, {
        reservationId,
        itemId,
        effectiveAt,
        left: quantityText(leftOf(reservation)),
      });
    });
}
