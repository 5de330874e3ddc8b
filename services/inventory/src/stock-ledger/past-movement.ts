import { DomainError, refuse } from '#contracts/errors';
import type { StockMovement } from '#contracts/inventory/stock-events';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import type { Given } from '#libs/event-sourcing';
import { moneyText, placeOf } from '../value/movement-value';
import type { ValuedEntry } from '../value/value-history';
import { placeOfKey } from './balances';
import { isSettleId } from './settle-id';
import type { StockFacts } from './stock-facts';
import type { PastTransaction, StockHistory } from './stock-ledger';
import { balanceKey, shortageAfter, type TimelineEntry } from './timeline';

/** The facts of a decision about a movement of the past. */
export interface PastFacts extends StockFacts {
  readonly history: StockHistory;
}

/** A movement that counts, its transaction, and its values as known now. */
export interface PastMovement {
  readonly transaction: PastTransaction;
  readonly movement: StockMovement;
  readonly known: ValuedEntry;
}

/**
 * The transaction of the movement that a command names, whose movements count. Refuses a settle row and what a reversal
 * did (`NOT_REVERSIBLE`), and what was reversed or corrected since (`ALREADY_REVERSED`).
 */
export function standingTransaction({ history }: PastFacts, movementId: string): PastTransaction {
  if (isSettleId(movementId)) refuse('NOT_REVERSIBLE', { movementId });
  const transaction = history.transactions.get(history.ofMovement.get(movementId) ?? '');
  if (!transaction) throw new DomainError('NOT_FOUND', 'There is no such movement');
  const named = transaction.movements.find((movement) => movement.movementId === movementId);
  if (named?.reverses !== null) refuse('NOT_REVERSIBLE', { movementId });
  if (transaction.isReversed) refuse('ALREADY_REVERSED', { movementId });
  return transaction;
}

/** The movements of a transaction that count: not those that reverse others, as a correction has them. */
export function countingIn({ history }: PastFacts, transaction: PastTransaction): PastMovement[] {
  const at = Date.parse(transaction.effectiveAt);
  return transaction.movements.flatMap((movement, ordinal) => {
    if (movement.reverses !== null) return [];
    const place = placeOf(movement, at, { revision: transaction.revision, ordinal });
    const known = history.values?.at(place, movement.movementId);
    if (!known) throw new TypeError(`movement ${movement.movementId} is not at its place`);
    return [{ transaction, movement, known }];
  });
}

/** The one that a command names among them. */
export function standingMovement(facts: PastFacts, movementId: string): PastMovement {
  const counting = countingIn(facts, standingTransaction(facts, movementId));
  return counting.find(({ movement }) => movement.movementId === movementId) as PastMovement;
}

/** The movement that takes another out: the same with opposite signs, and with its values as known now. */
export function reversing(given: Given, ordinal: number, { movement, known }: PastMovement): StockMovement {
  return {
    ...movement,
    movementId: given.newId(`movement-${ordinal}`),
    quantity: quantityText(-quantityUnits(movement.quantity)),
    stockQuantity: quantityText(-quantityUnits(movement.stockQuantity)),
    value: moneyText(-known.value),
    settled: moneyText(-known.settled),
    reverses: movement.movementId,
    takesBack: null,
    place: null,
  };
}

/** A movement's entry in the timeline. */
export function entryOf({ movement, known: { place } }: PastMovement): TimelineEntry {
  const key = balanceKey(movement.locationId, movement.lot?.number ?? null);
  return { at: place.at, revision: place.revision, key, delta: quantityUnits(movement.stockQuantity) };
}

/** The change that takes a movement out of the timeline. */
export function withoutIt(past: PastMovement): TimelineEntry {
  const entry = entryOf(past);
  return { ...entry, delta: -entry.delta };
}

/** Refuses changes of the past, tested as a whole, that leave a balance below zero which they lower. */
export function refuseChangedShortage({ item, history }: PastFacts, changes: readonly TimelineEntry[]): void {
  if (item.allowNegative) return;
  const shortage = shortageAfter(history.timeline, changes);
  if (!shortage) return;
  refuse(shortage.later ? 'LATER_MOMENT_NEGATIVE' : 'INSUFFICIENT_STOCK', {
    moment: new Date(shortage.at).toISOString(),
    ...placeOfKey(shortage.key),
    shortage: quantityText(shortage.missing),
  });
}

/** The parts of a usage that came back and count, by the ids of their movements, with their quantities. */
export function takenBackOf({ history }: PastFacts, usageId: string): ReadonlyMap<string, bigint> {
  const parts = [...history.transactions.values()]
    .filter(({ isReversed }) => !isReversed)
    .flatMap(({ movements }) => movements.filter(({ takesBack }) => takesBack === usageId));
  return new Map(parts.map(({ movementId, stockQuantity }) => [movementId, quantityUnits(stockQuantity)]));
}
