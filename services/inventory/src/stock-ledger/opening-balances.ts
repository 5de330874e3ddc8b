import { evolve, foreign } from '#contracts/declare/fold';
import { StockCorrected, StockReceived, StockReversed } from '#contracts/inventory/stock-events';
import { balanceKey, type BalanceKey } from './timeline';

/** The opening balances of an item's ledger that are not reversed. An item has one of each location and lot. */
export interface OpeningBalances {
  readonly keys: Set<BalanceKey>;
  readonly byTransaction: Map<string, readonly BalanceKey[]>;
}

export const noOpeningBalances = (): OpeningBalances => ({ keys: new Set(), byTransaction: new Map() });

/** A fold of its own: only an import looks at it, and only where the item has movements already. */
export const openingBalances = foreign(
  'inventory.stock_ledger',
  noOpeningBalances,
  [
    evolve(StockReceived, (state, { data: { transactionId, source, movements } }) => {
      if (source?.type !== 'opening_balance') return state;
      return opened(
        state,
        transactionId,
        movements.map(({ locationId, lot }) => balanceKey(locationId, lot?.number ?? null)),
      );
    }),
    evolve(StockCorrected, (state, { data: { transactionId, reversed } }) => {
      const keys = state.byTransaction.get(reversed);
      return keys ? opened(withdrawn(state, reversed), transactionId, keys) : state;
    }),
    evolve(StockReversed, (state, { data: { reversed } }) => withdrawn(state, reversed)),
  ],
  {
    mutates: true,
    copy: ({ keys, byTransaction }) => ({ keys: new Set(keys), byTransaction: new Map(byTransaction) }),
  },
);

function opened(state: OpeningBalances, transactionId: string, keys: readonly BalanceKey[]): OpeningBalances {
  state.byTransaction.set(transactionId, keys);
  for (const key of keys) state.keys.add(key);
  return state;
}

function withdrawn(state: OpeningBalances, transactionId: string): OpeningBalances {
  for (const key of state.byTransaction.get(transactionId) ?? []) state.keys.delete(key);
  state.byTransaction.delete(transactionId);
  return state;
}
