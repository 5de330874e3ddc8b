import { event } from '#contracts/declare/event';
import { StockUsed } from '#contracts/inventory/stock-events';
import type { UseStock } from '#contracts/inventory/use-stock';
import type { Given } from '#libs/event-sourcing';
import { refuseInactiveLocation } from './active-refusals';
import type { StockFacts } from './stock-facts';
import type { StockLedger, StockEvent } from './stock-ledger';
import {
  effectiveTime,
  measure,
  movement,
  outgoingLot,
  refuseExpired,
  refuseOtherZone,
  refuseShortage,
  transaction,
} from './transaction';

export function useStock(command: UseStock, ledger: StockLedger, given: Given<StockFacts>): StockEvent[] {
  const { item } = given.facts;
  const { locationId, lotNumber } = command;
  refuseOtherZone(given.facts, locationId);
  const effectiveAt = effectiveTime(command.effectiveAt, ledger, given);
  refuseInactiveLocation(given.facts, effectiveAt, locationId);
  const measured = measure(item, command.quantity, command.unit);
  const lot = outgoingLot(item, ledger, lotNumber);
  refuseShortage(given.facts, ledger, { locationId, lot, stockUnits: measured.stockUnits }, effectiveAt);
  refuseExpired(given.facts, lot, effectiveAt);
  const used = movement(given, 0, 'use', { locationId, lot, measured, sign: -1 });
  return [event(StockUsed, transaction(command, given, ledger, { effectiveAt, movements: [used] }))];
}
