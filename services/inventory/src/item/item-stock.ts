import type { FactsGiven } from '#libs/runtime';
import { stockLedger } from '../stock-ledger/stock-ledger';

/** The stock of an item, as far as its details depend on it. */
export interface ItemStock {
  readonly hasMovements: boolean;
  readonly hasStock: boolean;
  readonly isNegative: boolean;
}

/**
 * From the log, as of now. A movement at the same moment is decided by the item as it was, and holds the revision that it
 * saw (`seen.itemRevision`).
 */
export async function itemStock(
  { itemId }: { readonly itemId: string },
  { context: { tenantId }, lookup }: Pick<FactsGiven<unknown>, 'context' | 'lookup'>,
): Promise<ItemStock> {
  const { state } = await lookup.state(stockLedger, tenantId, itemId);
  const balances = [...state.timeline.balances.values()];
  return {
    hasMovements: state.hasMovements,
    hasStock: balances.some((balance) => balance !== 0n),
    isNegative: balances.some((balance) => balance < 0n),
  };
}
