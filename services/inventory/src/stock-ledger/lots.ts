import { quantityUnits } from '#contracts/values/amounts';
import type { MovedLot, StockTransaction } from '#contracts/inventory/stock-events';

/**
 * The lots that a transaction brings in. A lot is known, with its expiry, from its first arrival: the first time that
 * it is brought in. An issue or a transfer makes none, also where the stock may go below zero.
 */
export function lotsBroughtIn({ movements }: StockTransaction): MovedLot[] {
  return movements.flatMap(({ kind, lot, stockQuantity }) =>
    lot !== null && kind !== 'transfer' && quantityUnits(stockQuantity) > 0n ? [lot] : [],
  );
}
