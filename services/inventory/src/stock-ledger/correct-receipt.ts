import { DomainError } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import type { CorrectReceipt } from '#contracts/inventory/correct-receipt';
import { StockCorrected } from '#contracts/inventory/stock-events';
import { quantityUnits } from '#contracts/values/amounts';
import type { Given } from '#libs/event-sourcing';
import { rounded } from '../value/fraction';
import { moneyText, moneyUnits, valueEntry, type UnvaluedMovement } from '../value/movement-value';
import {
  entryOf,
  refuseChangedShortage,
  reversing,
  standingMovement,
  withoutIt,
  type PastFacts,
  type PastMovement,
} from './past-movement';
import type { StockEvent, StockLedger } from './stock-ledger';
import { measuredIn, movement, refuseFrozen, remeasured, transactionOf } from './transaction';
import { valuedAfter, type Known } from './valued';

/** A receipt is reversed, and its replacement takes its place in the order, so that it reaches every later usage. */
export function correctReceipt(command: CorrectReceipt, _ledger: StockLedger, given: Given<PastFacts>): StockEvent[] {
  const past = standingMovement(given.facts, command.receivedMovementId);
  const { transaction, movement: original, known } = past;
  if (original.kind !== 'receive') throw new DomainError('CONFLICT', 'Only a receipt can be corrected');
  refuseFrozen(given, transaction.effectiveAt);
  const exchangeRate = correctedRate(command, past);
  const replacement = replacementOf(command, past, given);
  const there = { ...entryOf(past), delta: quantityUnits(replacement.stockQuantity) };
  refuseChangedShortage(given.facts, [withoutIt(past), there]);
  const added = [{ place: known.place, entry: valueEntry(replacement, exchangeRate) }];
  const [value] = valuedAfter(given.facts.history, { removed: [original.movementId], added }) as [Known];
  const { itemId, effectiveAt, reference, source } = transaction;
  const movements = [reversing(given, 0, past), { ...replacement, ...value }];
  const kept = { exchangeRate, reference, source, note: command.note ?? transaction.note };
  return [
    event(StockCorrected, {
      ...transactionOf(given, { itemId, effectiveAt, movements, ...kept }),
      reversed: transaction.transactionId,
      reversedRevision: known.place.revision,
    }),
  ];
}

/** A receipt in the organisation's own currency has no rate to correct. */
function correctedRate({ exchangeRate }: CorrectReceipt, { transaction }: PastMovement): string | null {
  if (exchangeRate === undefined) return transaction.exchangeRate;
  if (transaction.exchangeRate !== null) return exchangeRate;
  throw new DomainError('CONFLICT', "The receipt has no exchange rate: its cost is in the organisation's currency");
}

function replacementOf(command: CorrectReceipt, past: PastMovement, given: Given<PastFacts>): UnvaluedMovement {
  const { movement: original, known } = past;
  const { locationId, lot } = original;
  const measured =
    command.quantity === undefined ? measuredIn(original) : remeasured(given.facts.item, original, command.quantity);
  const { revision, ordinal } = known.place;
  const made = movement(given, 1, 'receive', { locationId, lot, measured, ...correctedCost(command, past) });
  return { ...made, place: { revision, ordinal } };
}

/** A total that was entered stays when the quantity changes; that of an order's receipt follows the order's price. */
function correctedCost(
  { unitCost, totalCost, quantity }: CorrectReceipt,
  { movement: original, transaction }: PastMovement,
) {
  if (unitCost !== undefined) return { unitCost };
  if (totalCost !== undefined) return { totalCost };
  if (original.totalCost === null) return { unitCost: original.unitCost ?? undefined };
  if (quantity === undefined || transaction.source?.type !== 'order_receipt') return { totalCost: original.totalCost };
  const total = moneyUnits(original.totalCost) * quantityUnits(quantity);
  return { totalCost: moneyText(rounded(total, quantityUnits(original.quantity))) };
}
