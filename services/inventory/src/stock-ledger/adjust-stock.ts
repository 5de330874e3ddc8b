import { event } from '#contracts/declare/event';
import type { AdjustStock } from '#contracts/inventory/adjust-stock';
import { StockAdjusted } from '#contracts/inventory/stock-events';
import type { Given } from '#libs/event-sourcing';
import { refuseInactiveLocation } from './active-refusals';
import type { UnvaluedMovement } from '../value/movement-value';
import { outgoingMovements, outgoingStock } from './outgoing';
import type { StockFacts } from './stock-facts';
import type { StockLedger, StockEvent } from './stock-ledger';
import {
  effectiveTime,
  incomingLot,
  measure,
  movement,
  refuseOtherZone,
  transaction,
  type Measured,
} from './transaction';

export function adjustStock(command: AdjustStock, ledger: StockLedger, given: Given<StockFacts>): StockEvent[] {
  const { locationId, reason, corrects } = command;
  refuseOtherZone(given.facts, locationId);
  const effectiveAt = effectiveTime(command.effectiveAt, ledger, given);
  refuseInactiveLocation(given.facts, effectiveAt, locationId);
  const measured = measure(given.facts.item, command.quantity, command.unit);
  const adjust = measured.stockUnits < 0n ? decrease : increase;
  const movements = adjust(command, ledger, given, { measured, effectiveAt });
  const more = { reason, ...(corrects !== undefined && { corrects }) };
  return [event(StockAdjusted, transaction(command, given, ledger, { effectiveAt, movements }, more))];
}

interface Adjusting {
  readonly measured: Measured;
  readonly effectiveAt: string;
}

function decrease(
  { locationId, lotNumber }: AdjustStock,
  ledger: StockLedger,
  given: Given<StockFacts>,
  { measured, effectiveAt }: Adjusting,
): UnvaluedMovement[] {
  // A count is of what lies in the location itself.
  const isAlone = given.facts.posted?.source.type === 'count';
  const wanted = { locationId, lotNumber, stockUnits: -measured.stockUnits, effectiveAt, now: given.now, isAlone };
  return outgoingMovements(
    given,
    'adjust',
    measured,
    outgoingStock(given.facts, ledger, { kind: 'adjust', ...wanted }),
  );
}

function increase(
  { locationId, lotNumber, unitCost }: AdjustStock,
  ledger: StockLedger,
  given: Given<StockFacts>,
  { measured, effectiveAt }: Adjusting,
): UnvaluedMovement[] {
  const named = lotNumber === undefined ? undefined : { number: lotNumber };
  const lot = incomingLot(given.facts, ledger, named, { field: 'lotNumber', effectiveAt });
  return [movement(given, 0, 'adjust', { locationId, lot, measured, unitCost })];
}
