import { event } from '#contracts/declare/event';
import { evolve } from '#contracts/declare/fold';
import { STOCK_TRANSACTIONS, type StockTransaction } from '#contracts/inventory/stock-events';
import { StockFirstValued } from '#contracts/inventory/stock-value-events';
import type { StockValueFacts } from '#contracts/inventory/stock-value-facts';
import { aggregate, type EventsOf, type Given } from '#libs/event-sourcing';

export const stockValue = aggregate('inventory.stock_value', (): StockValueFacts => ({ isValued: false }), [
  evolve(StockFirstValued, (): StockValueFacts => ({ isValued: true })),
]);

export function recordFirstValue(
  _command: unknown,
  { isValued }: StockValueFacts,
  { tenantId: organizationId }: Given,
): EventsOf<typeof stockValue>[] {
  return isValued ? [] : [event(StockFirstValued, { organizationId })];
}

/** Whether an event of a ledger has a movement with a value. */
export function bringsValue({ type, data }: { readonly type: string; readonly data: object }): boolean {
  if (!STOCK_TRANSACTIONS.some((transaction) => transaction.type === type)) return false;
  return (data as StockTransaction).movements.some(({ value }) => /[1-9]/.test(value));
}
