import type { StockCounted, StockTransaction } from '#contracts/inventory/stock-events';
import { balanceKey, type BalanceKey } from './timeline';

/** A count of an (item, location, lot) that counts: its adjustment was not reversed. */
export interface PostedCount {
  /** Of the adjustment; of a count without one, its own. */
  readonly id: string;
  readonly key: BalanceKey;
  /** Epoch milliseconds: the moment of counting. */
  readonly at: number;
  readonly revision: number;
}

/** Of a count that found the book right. */
export function countOf(
  { countedId: id, locationId, lotNumber, countedAt }: StockCounted,
  revision: number,
): PostedCount {
  return { id, key: balanceKey(locationId, lotNumber), at: Date.parse(countedAt), revision };
}

/** Of a count's adjustment; none of any other transaction, nor of its reversal. */
export function countsOf(
  { transactionId: id, source, effectiveAt, movements }: StockTransaction,
  revision: number,
): readonly PostedCount[] {
  if (source?.type !== 'count' || movements.some(({ reverses }) => reverses !== null)) return [];
  const at = Date.parse(effectiveAt);
  return movements.map(({ locationId, lot }) => ({
    id,
    key: balanceKey(locationId, lot?.number ?? null),
    at,
    revision,
  }));
}

/** Its adjustment was reversed. Mutates the counts. */
export function takeCountOut(counts: PostedCount[], id: string): void {
  const place = counts.findIndex((each) => each.id === id);
  if (place >= 0) counts.splice(place, 1);
}
