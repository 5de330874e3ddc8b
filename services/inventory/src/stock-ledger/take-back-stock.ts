import { DomainError } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import { StockTakenBack } from '#contracts/inventory/stock-events';
import type { TakeBackStock } from '#contracts/inventory/take-back-stock';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import type { Given } from '#libs/event-sourcing';
import { valueEntry } from '../value/movement-value';
import { refuseInactiveLocation } from './active-refusals';
import { standingMovement, takenBackOf, type PastFacts, type PastMovement } from './past-movement';
import type { StockEvent, StockLedger } from './stock-ledger';
import { effectiveTime, invalidField, measure, movement, transactionOf } from './transaction';
import { LAST, valuedAfter, type Known } from './valued';

/** A part of a usage comes in again where it left, at the cost that it left with. */
export function takeBackStock(command: TakeBackStock, ledger: StockLedger, given: Given<PastFacts>): StockEvent[] {
  const past = standingMovement(given.facts, command.usedMovementId);
  const { transaction, movement: usage } = past;
  if (usage.kind !== 'use' || usage.takesBack !== null) {
    throw new DomainError('CONFLICT', 'Only a part of a usage can be taken back');
  }
  const effectiveAt = effectiveTime(command.effectiveAt, ledger, given);
  if (effectiveAt < transaction.effectiveAt) invalidField('effectiveAt', 'RANGE', 'is before the usage');
  refuseInactiveLocation(given.facts, effectiveAt, usage.locationId);
  const measured = measure(given.facts.item, command.quantity, command.unit);
  refuseMoreThanLeft(given.facts, past, measured.stockUnits);
  const { locationId, lot } = usage;
  const part = { ...movement(given, 0, 'use', { locationId, lot, measured }), takesBack: usage.movementId };
  const place = { at: Date.parse(effectiveAt), ...LAST };
  const [value] = valuedAfter(given.facts.history, { added: [{ place, entry: valueEntry(part, null) }] }) as [Known];
  const { itemId, reference } = transaction;
  const movements = [{ ...part, ...value }];
  const back = transactionOf(given, { itemId, effectiveAt, movements, reference, note: command.note ?? null });
  return [event(StockTakenBack, { ...back, employeeId: transaction.employeeId, usedAt: transaction.effectiveAt })];
}

function refuseMoreThanLeft(facts: PastFacts, { movement: usage }: PastMovement, asked: bigint): void {
  const taken = [...takenBackOf(facts, usage.movementId).values()].reduce((sum, part) => sum + part, 0n);
  const left = -quantityUnits(usage.stockQuantity) - taken;
  if (asked <= left) return;
  throw new DomainError('CONFLICT', 'More than what is left of this usage', { left: quantityText(left) });
}
