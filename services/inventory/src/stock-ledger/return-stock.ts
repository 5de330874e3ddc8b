import { event } from '#contracts/declare/event';
import type { ReturnStock } from '#contracts/inventory/return-stock';
import { StockReturned } from '#contracts/inventory/stock-events';
import type { Given } from '#libs/event-sourcing';
import { orderValue, type OrderLine } from './order-line';
import type { StockFacts } from './stock-facts';
import type { StockEvent, StockLedger } from './stock-ledger';
import {
  effectiveTime,
  measure,
  movement,
  outgoingLot,
  refuseOtherZone,
  refuseShortage,
  transaction,
} from './transaction';

/** The facts of a return; `orderLine` where the command names one. */
export interface ReturnFacts extends StockFacts {
  readonly orderLine?: OrderLine;
}

/** A return goes out by the cost method; also of a lot that has expired, the usual thing to send back. */
export function returnStock(command: ReturnStock, ledger: StockLedger, given: Given<ReturnFacts>): StockEvent[] {
  const { item, orderLine } = given.facts;
  const { locationId, lotNumber } = command;
  refuseOtherZone(given.facts, locationId);
  const effectiveAt = effectiveTime(command.effectiveAt, ledger, given);
  const measured = measure(item, command.quantity, command.unit);
  const lot = outgoingLot(item, ledger, lotNumber);
  refuseShortage(given.facts, ledger, { locationId, lot, stockUnits: measured.stockUnits }, effectiveAt);
  const movements = [movement(given, 0, 'return', { locationId, lot, measured, sign: -1 })];
  const source = orderLine && { type: 'order_return' as const, id: orderLine.orderId, lineId: orderLine.lineId };
  const made = transaction(command, given, ledger, { effectiveAt, movements }, { source: source ?? null });
  return [event(StockReturned, { ...made, orderValue: orderLine ? orderValue(orderLine, measured.stockUnits) : null })];
}
