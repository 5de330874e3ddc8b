import { refuse } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import { StockTransferred } from '#contracts/inventory/stock-events';
import type { TransferStock } from '#contracts/inventory/transfer-stock';
import type { Given } from '#libs/event-sourcing';
import { refuseInactiveLocation } from './active-refusals';
import type { StockFacts } from './stock-facts';
import type { StockLedger, StockEvent } from './stock-ledger';
import {
  effectiveTime,
  measure,
  movement,
  outgoingLot,
  refuseOtherZone,
  refuseShortage,
  transaction,
} from './transaction';

export function transferStock(command: TransferStock, ledger: StockLedger, given: Given<StockFacts>): StockEvent[] {
  const { item } = given.facts;
  const { fromLocationId, toLocationId, lotNumber } = command;
  if (fromLocationId === toLocationId) refuse('SAME_LOCATION');
  refuseOtherZone(given.facts, fromLocationId, toLocationId);
  const effectiveAt = effectiveTime(command.effectiveAt, ledger, given);
  refuseInactiveLocation(given.facts, effectiveAt, fromLocationId, toLocationId);
  const measured = measure(item, command.quantity, command.unit);
  const lot = outgoingLot(item, ledger, lotNumber);
  const { stockUnits } = measured;
  refuseShortage(given.facts, ledger, { locationId: fromLocationId, lot, stockUnits }, effectiveAt);
  const legs = [
    movement(given, 0, 'transfer', { locationId: fromLocationId, lot, measured, sign: -1 }),
    movement(given, 1, 'transfer', { locationId: toLocationId, lot, measured }),
  ];
  return [event(StockTransferred, transaction(command, given, ledger, { effectiveAt, movements: legs }))];
}
