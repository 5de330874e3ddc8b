import { evolve, foreign } from '#contracts/declare/fold';
import { StockReceived, StockReversed } from '#contracts/inventory/stock-events';
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
  evolve(StockReversed, (state, { data: { reversed } }) => {
    if (!state.has(reversed)) return state;
    return new Map([...state].filter(([transactionId]) => transactionId !== reversed));
  }),
]);
