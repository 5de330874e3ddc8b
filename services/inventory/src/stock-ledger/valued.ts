import type { StockMovement, StockTransaction } from '#contracts/inventory/stock-events';
import { apply } from '../value/apply';
import { knownValue } from '../value/known-value';
import { moneyText, valueEntry, type UnvaluedMovement } from '../value/movement-value';
import type { PlacedEntry, ValuedEntry } from '../value/value-history';
import { copyOfValue, noStock, type ValueState } from '../value/value-state';
import type { StockFacts } from './stock-facts';
import { isValuedBy, type StockHistory, type StockLedger } from './stock-ledger';

/**
 * Movements of one moment with their values as known now, one after the other in the order listed. After a change of the
 * past, the first that comes in order again brings the item's value, which spares later ones the whole history.
 */
export function valued(
  facts: Pick<StockFacts, 'history' | 'item' | 'posted'>,
  ledger: StockLedger,
  effectiveAt: string,
  movements: readonly UnvaluedMovement[],
): Pick<StockTransaction, 'movements' | 'valueAfter'> {
  const at = Date.parse(effectiveAt);
  const state = stateBefore(facts, ledger, at);
  const made = movements.map((movement) => {
    const { value, settled } = apply(state, valueEntry(movement, facts.posted?.exchangeRate ?? null));
    return { ...movement, value: moneyText(value), settled: moneyText(settled) };
  });
  const isKnownAgain = ledger.isRestated && at >= ledger.lastEffectiveAt;
  return { movements: made, valueAfter: isKnownAgain ? knownValue(state) : null };
}

/** The value of a movement as known at some time. */
export type Known = Pick<StockMovement, 'value' | 'settled'>;

/** After all that is recorded of its moment. */
export const LAST = { revision: Number.MAX_SAFE_INTEGER, ordinal: 0 } as const;

/** The values of movements put into the past, as known once others are taken out of it. */
export function valuedAfter(
  { values }: StockHistory,
  { removed = [], added }: { readonly removed?: readonly string[]; readonly added: readonly PlacedEntry[] },
): Known[] {
  if (!values) throw new TypeError('the past was to be changed, and there is none');
  const changed = values.copy();
  changed.remove(new Set(removed));
  for (const each of added) changed.add(each);
  return added.map(({ place, entry }) => {
    const { value, settled } = changed.at(place, entry.id) as ValuedEntry;
    return { value: moneyText(value), settled: moneyText(settled) };
  });
}

/** The state in which a movement recorded now for that moment is applied; the caller's own. */
export function stateBefore(
  { history, item }: Pick<StockFacts, 'history' | 'item'>,
  ledger: StockLedger,
  at: number,
): ValueState {
  if (history?.values) return history.values.stateBefore({ at, revision: Infinity, ordinal: 0 });
  if (!isValuedBy(ledger, at)) throw new TypeError('a movement of the past was to be valued without the history');
  return ledger.value ? copyOfValue(ledger.value) : noStock(item.costMethod);
}
