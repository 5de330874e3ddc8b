import { event } from '#contracts/declare/event';
import type { ReceiveStock } from '#contracts/inventory/receive-stock';
import { StockReceived } from '#contracts/inventory/stock-events';
import type { Given } from '#libs/event-sourcing';
import { refuseInactiveItem, refuseInactiveLocation } from './active-refusals';
import type { StockFacts } from './stock-facts';
import type { StockLedger, StockEvent } from './stock-ledger';
import { effectiveTime, incomingLot, measure, movement, refuseOtherZone, transaction } from './transaction';

export function receiveStock(command: ReceiveStock, ledger: StockLedger, given: Given<StockFacts>): StockEvent[] {
  const { item } = given.facts;
  const { locationId, unitCost, totalCost } = command;
  refuseOtherZone(given.facts, locationId);
  const effectiveAt = effectiveTime(command.effectiveAt, ledger, given);
  refuseInactiveItem(given.facts, effectiveAt);
  refuseInactiveLocation(given.facts, effectiveAt, locationId);
  const measured = measure(item, command.quantity, command.unit);
  const lot = incomingLot(given.facts, ledger, command.lot, { field: 'lot', effectiveAt });
  const received = movement(given, 0, 'receive', { locationId, lot, measured, unitCost, totalCost });
  return [event(StockReceived, transaction(command, given, ledger, { effectiveAt, movements: [received] }))];
}
