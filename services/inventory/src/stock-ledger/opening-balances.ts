import { evolve, foreign } from '#contracts/declare/fold';
import { StockCorrected, StockReceived, StockReversed } from '#contracts/inventory/stock-events';
import { balanceKey, type BalanceKey } from './timeline';

/** The opening balances of an item's ledger that are not reversed, by their transactions. */
export type OpeningBalances = ReadonlyMap<string, readonly BalanceKey[]>;

/** A fold of its own: only an import looks at it, and only where the item has movements already. */
export const openingBalances = foreign('inventory.stock_ledger', (): OpeningBalances => new Map(), [
  evolve(StockReceived, (state, { data: { transactionId, source, movements } }) => {
    if (source?.type !== 'opening_balance') return state;
    const keys = movements.map(({ locationId, lot }) => balanceKey(locationId, lot?.number ?? null));
    return new Map(state).set(transactionId, keys);
  }),
  evolve(StockCorrected, (state, { data: { transactionId, reversed } }) => {
    const keys = state.get(reversed);
    return keys ? new Map([...without(state, reversed), [transactionId, keys]]) : state;
  }),
  evolve(StockReversed, (state, { data: { reversed } }) => {
    return state.has(reversed) ? new Map(without(state, reversed)) : state;
  }),
]);

function without(state: OpeningBalances, reversed: string) {
  return [...state].filter(([transactionId]) => transactionId !== reversed);
}
