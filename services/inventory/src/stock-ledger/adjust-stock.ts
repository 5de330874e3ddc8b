import { event } from '#contracts/declare/event';
import type { AdjustStock } from '#contracts/inventory/adjust-stock';
import { StockAdjusted } from '#contracts/inventory/stock-events';
import type { Given } from '#libs/event-sourcing';
import { refuseInactiveLocation } from './active-refusals';
import type { StockFacts } from './stock-facts';
import type { StockLedger, StockEvent } from './stock-ledger';
import {
  effectiveTime,
  incomingLot,
  measure,
  movement,
  outgoingLot,
  refuseOtherZone,
  refuseShortage,
  transaction,
} from './transaction';

export function adjustStock(command: AdjustStock, ledger: StockLedger, given: Given<StockFacts>): StockEvent[] {
  const { item } = given.facts;
  const { locationId, lotNumber, unitCost, reason, corrects } = command;
  refuseOtherZone(given.facts, locationId);
  const effectiveAt = effectiveTime(command.effectiveAt, ledger, given);
  refuseInactiveLocation(given.facts, effectiveAt, locationId);
  const measured = measure(item, command.quantity, command.unit);
  const lowers = measured.stockUnits < 0n;
  const named = lotNumber === undefined ? undefined : { number: lotNumber };
  const lot = lowers
    ? outgoingLot(item, ledger, lotNumber)
    : incomingLot(given.facts, ledger, named, { field: 'lotNumber', effectiveAt });
  if (lowers) refuseShortage(given.facts, ledger, { locationId, lot, stockUnits: -measured.stockUnits }, effectiveAt);
  const adjusted = movement(given, 0, 'adjust', { locationId, lot, measured, unitCost });
  const more = { reason, ...(corrects !== undefined && { corrects }) };
  return [event(StockAdjusted, transaction(command, given, ledger, { effectiveAt, movements: [adjusted] }, more))];
}
