import type { Created } from '#contracts/created';
import { refuse } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import { StockReserved } from '#contracts/inventory/reservation-events';
import type { ReserveStock } from '#contracts/inventory/reserve-stock';
import { quantityText } from '#contracts/values/amounts';
import type { Given } from '#libs/event-sourcing';
import { availabilityAt, partsAround, seenStock, type StockPart } from '../stock-ledger/availability';
import { isOpen } from '../stock-ledger/reservations';
import type { StockFacts } from '../stock-ledger/stock-facts';
import type { StockEvent, StockLedger } from '../stock-ledger/stock-ledger';
import { momentOf, invalidField, measure } from '../stock-ledger/transaction';

/** Each is a part of the item's state while it is open. */
const MAX_OPEN = 5_000;

/** Sets stock aside. The item has to cover it, and so have the location and the lot that it names. */
export function reserveStock(command: ReserveStock, ledger: StockLedger, given: Given<StockFacts>): StockEvent[] {
  const { facts, now } = given;
  const { itemId, locationId = null, lotNumber = null, reference, expiresAt } = command;
  if (lotNumber !== null && !facts.item.lotTracked) {
    invalidField('lotNumber', 'UNKNOWN', 'names a lot, but this item is not tracked by lot');
  }
  const effectiveAt = momentOf(undefined, ledger, now);
  const at = Date.parse(effectiveAt);
  if (Date.parse(expiresAt) <= at) invalidField('expiresAt', 'RANGE', 'is past');
  const { quantity, unit, factor, stockUnits } = measure(facts.item, command.quantity, command.unit);
  refuseTooMany(ledger, at);
  refuseUncovered(facts, ledger, { locationId, lotNumber, stockUnits, effectiveAt });
  const reservationId = given.newId('reservation');
  const measured = { quantity, unit, factor, stockQuantity: quantityText(stockUnits) };
  return [
    event(StockReserved, {
      reservationId,
      itemId,
      locationId,
      lotNumber,
      ...measured,
      reference,
      effectiveAt,
      expiresAt,
    }),
  ];
}

/** The answer: the reservation's id. */
export function reservationRecorded(
  _command: object,
  { events: [made], revision }: { readonly events: readonly StockEvent[]; readonly revision: number },
): Created {
  if (made?.type !== 'StockReserved') throw new TypeError('a reservation records one');
  return { id: made.data.reservationId, revision };
}

function refuseUncovered(
  facts: StockFacts,
  ledger: StockLedger,
  asked: StockPart & { readonly stockUnits: bigint; readonly effectiveAt: string },
): void {
  const { locationId, lotNumber, stockUnits, effectiveAt: moment } = asked;
  const stock = seenStock(facts, ledger);
  const availability = availabilityAt(stock, Date.parse(moment), { now: true });
  for (const part of partsAround({ locationId, lotNumber }, stock.parentOf)) {
    const available = availability.available(part);
    if (available >= stockUnits) continue;
    const shortage = quantityText(available > 0n ? stockUnits - available : stockUnits);
    refuse('INSUFFICIENT_AVAILABLE', { moment, ...part, available: quantityText(available), shortage });
  }
}

function refuseTooMany({ reservations }: StockLedger, at: number): void {
  let open = 0;
  for (const reservation of reservations.values()) if (isOpen(reservation, at)) open++;
  if (open >= MAX_OPEN) refuse('LIMIT_REACHED', { reservations: MAX_OPEN });
}
