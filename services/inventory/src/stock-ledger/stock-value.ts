import { event } from '#contracts/declare/event';
import { evolve } from '#contracts/declare/fold';
import { STOCK_TRANSACTIONS, type StockTransaction } from '#contracts/inventory/stock-events';
import { StockFirstValued } from '#contracts/inventory/stock-value-events';
import { aggregate, type EventsOf, type Given } from '#libs/event-sourcing';

/** Whether an organisation has had a movement with a value. */
export const stockValue = aggregate(
  'inventory.stock_value',
  (): { readonly isValued: boolean } => ({ isValued: false }),
  [evolve(StockFirstValued, () => ({ isValued: true }))],
);

export function recordFirstValue(
  _command: unknown,
  { isValued }: { readonly isValued: boolean },
  { tenantId: organizationId }: Given,
): EventsOf<typeof stockValue>[] {
  return isValued ? [] : [event(StockFirstValued, { organizationId })];
}

/** Whether an event of a ledger has a movement with a value. */
export function bringsValue({ type, data }: { readonly type: string; readonly data: object }): boolean {
  if (!STOCK_TRANSACTIONS.some((transaction) => transaction.type === type)) return false;
  return (data as StockTransaction).movements.some(({ value }) => /[1-9]/.test(value));
}
