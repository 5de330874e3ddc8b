import { event } from '#contracts/declare/event';
import type { ReturnStock } from '#contracts/inventory/return-stock';
import { StockReturned } from '#contracts/inventory/stock-events';
import type { Given } from '#libs/event-sourcing';
import { refuseInactiveLocation } from './active-refusals';
import { refuseUnavailable } from './availability';
import { orderValue, type OrderLine } from './order-line';
import { outgoingMovements, outgoingStock } from './outgoing';
import type { StockFacts } from './stock-facts';
import type { StockEvent, StockLedger } from './stock-ledger';
import { effectiveTime, measure, refuseOtherZone, transaction } from './transaction';

/** The facts of a return; `orderLine` where the command names one. */
export interface ReturnFacts extends StockFacts {
  readonly orderLine?: OrderLine;
}

/** A return goes out by the cost method; of a lot that has expired or is in quarantine where the command names it. */
export function returnStock(command: ReturnStock, ledger: StockLedger, given: Given<ReturnFacts>): StockEvent[] {
  const { facts, now } = given;
  const { orderLine } = facts;
  const { locationId, lotNumber } = command;
  refuseOtherZone(facts, locationId);
  const effectiveAt = effectiveTime(command.effectiveAt, ledger, given);
  refuseInactiveLocation(facts, effectiveAt, locationId);
  const measured = measure(facts.item, command.quantity, command.unit);
  const { stockUnits } = measured;
  const taken = outgoingStock(facts, ledger, { kind: 'return', locationId, lotNumber, stockUnits, effectiveAt, now });
  refuseUnavailable(facts, ledger, taken, { effectiveAt, now });
  const movements = outgoingMovements(given, 'return', measured, taken);
  const source = orderLine && { type: 'order_return' as const, id: orderLine.orderId, lineId: orderLine.lineId };
  const made = transaction(command, given, ledger, { effectiveAt, movements }, { source: source ?? null });
  return [event(StockReturned, { ...made, orderValue: orderLine ? orderValue(orderLine, stockUnits) : null })];
}
