import { DomainError } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import type { ReverseMovement } from '#contracts/inventory/reverse-movement';
import { StockReversed } from '#contracts/inventory/stock-events';
import type { Given } from '#libs/event-sourcing';
import {
  countingIn,
  refuseChangedShortage,
  reversing,
  standingTransaction,
  takenBackOf,
  withoutIt,
  type PastFacts,
  type PastMovement,
} from './past-movement';
import type { StockEvent, StockLedger } from './stock-ledger';
import { refuseFrozen, transactionOf } from './transaction';

/** From now on neither the whole transaction counts, nor its reversal. */
export function reverseMovement(
  { movementId, note }: ReverseMovement,
  _ledger: StockLedger,
  given: Given<PastFacts>,
): StockEvent[] {
  const transaction = standingTransaction(given.facts, movementId);
  const { itemId, effectiveAt, exchangeRate, reference, reason, reservationId, employeeId, source } = transaction;
  refuseFrozen(given, effectiveAt);
  const counting = countingIn(given.facts, transaction);
  for (const past of counting) refuseTakenBack(given.facts, past);
  refuseChangedShortage(given.facts, counting.map(withoutIt));
  const movements = counting.map((past, ordinal) => reversing(given, ordinal, past));
  const kept = { exchangeRate, reference, reason, reservationId, employeeId, source };
  const made = transactionOf(given, { itemId, effectiveAt, movements, ...kept, note: note ?? null });
  const [{ known }] = counting as [PastMovement];
  return [
    event(StockReversed, { ...made, reversed: transaction.transactionId, reversedRevision: known.place.revision }),
  ];
}

/** With the usage gone, its parts that came back would be there twice. */
function refuseTakenBack(facts: PastFacts, { movement }: PastMovement): void {
  const [takenBackBy] = takenBackOf(facts, movement.movementId).keys();
  if (takenBackBy === undefined) return;
  throw new DomainError('CONFLICT', 'A part of this usage was taken back; reverse that movement first', {
    takenBackBy,
  });
}
