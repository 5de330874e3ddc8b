import { event } from '#contracts/declare/event';
import { StockUsed } from '#contracts/inventory/stock-events';
import type { UseStock } from '#contracts/inventory/use-stock';
import { quantityText } from '#contracts/values/amounts';
import type { Given } from '#libs/event-sourcing';
import { refuseInactiveLocation } from './active-refusals';
import { refuseUnavailable } from './availability';
import { consumedOf, reservationNamed } from './consuming';
import { outgoingMovements, outgoingStock } from './outgoing';
import type { StockFacts } from './stock-facts';
import type { StockLedger, StockEvent } from './stock-ledger';
import { effectiveTime, issuedTo, measure, refuseOtherZone, transaction } from './transaction';

export function useStock(command: UseStock, ledger: StockLedger, given: Given<StockFacts>): StockEvent[] {
  const { facts, now } = given;
  const { locationId, reservationId = null } = command;
  refuseOtherZone(facts, locationId);
  const effectiveAt = effectiveTime(command.effectiveAt, ledger, given);
  refuseInactiveLocation(facts, effectiveAt, locationId);
  const measured = measure(facts.item, command.quantity, command.unit);
  const { stockUnits } = measured;
  const reservation = reservationNamed(command, ledger, given, effectiveAt);
  const lotNumber = command.lotNumber ?? reservation?.lotNumber ?? undefined;
  const taken = outgoingStock(facts, ledger, { kind: 'use', locationId, lotNumber, stockUnits, effectiveAt, now });
  const consuming = reservation && { reservation, quantity: consumedOf(reservation, stockUnits) };
  refuseUnavailable(facts, ledger, taken, { effectiveAt, now, consuming });
  const movements = outgoingMovements(given, 'use', measured, taken);
  const used = transaction(command, given, ledger, { effectiveAt, movements });
  const consumed = consuming ? quantityText(consuming.quantity) : null;
  return [event(StockUsed, { ...used, ...issuedTo(command), reservationId, consumed })];
}
