import type { StockMovement } from '#contracts/inventory/stock-events';
import { apply } from '../value/apply';
import { moneyText, valueEntry, type UnvaluedMovement } from '../value/movement-value';
import { copyOf, noStock, type ValueState } from '../value/value-state';
import type { StockFacts } from './stock-facts';
import type { StockLedger } from './stock-ledger';

/** Movements of one moment with their values as known now, one after the other in the order listed. */
export function valued(
  facts: Pick<StockFacts, 'history' | 'item' | 'posted'>,
  ledger: StockLedger,
  effectiveAt: string,
  movements: readonly UnvaluedMovement[],
): StockMovement[] {
  const state = stateBefore(facts, ledger, Date.parse(effectiveAt));
  return movements.map((movement) => {
    const { value, settled } = apply(state, valueEntry(movement, facts.posted?.exchangeRate ?? null));
    return { ...movement, value: moneyText(value), settled: moneyText(settled) };
  });
}

/** Whether the values of movements at a moment follow from the ledger alone. */
export function isValuedBy({ isRestated, lastEffectiveAt }: StockLedger, at: number): boolean {
  return !isRestated && at >= lastEffectiveAt;
}

function stateBefore(
  { history, item }: Pick<StockFacts, 'history' | 'item'>,
  ledger: StockLedger,
  at: number,
): ValueState {
  if (history?.values) return history.values.stateBefore({ at, revision: Infinity, ordinal: 0 });
  if (!isValuedBy(ledger, at)) throw new TypeError('a movement of the past was to be valued without the history');
  return ledger.value ? copyOf(ledger.value) : noStock(item.costMethod);
}
