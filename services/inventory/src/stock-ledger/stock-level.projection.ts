import { on } from '#contracts/declare/on';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import {
  StockAdjusted,
  StockReceived,
  StockTransferred,
  StockUsed,
  type StockTransaction,
} from '#contracts/inventory/stock-events';
import { change, projection, type RowChange } from '#libs/projections';
import { StockLevelRow } from './stock-level.entity';

function levels({ tenantId, data }: { readonly tenantId: string; readonly data: StockTransaction }): RowChange[] {
  return data.movements.map(({ locationId, lot, stockQuantity }) => {
    const key = { tenantId, itemId: data.itemId, locationId, lotNumber: lot?.number ?? '' };
    return change(StockLevelRow, key, (row) => ({
      ...key,
      // A lot that may go below zero can go out before it has come in with its expiry.
      expiresOn: row?.expiresOn ?? lot?.expiresOn ?? null,
      onHand: quantityText(quantityUnits(row?.onHand ?? '0') + quantityUnits(stockQuantity)),
    }));
  });
}

export const stockLevelProjection = projection({
  name: 'stock-level',
  service: 'inventory',
  version: 1,
  tables: [StockLevelRow],
  keyColumn: 'itemId',
  key: (event) => (event.data as StockTransaction).itemId,
  on: [on(StockReceived, levels), on(StockUsed, levels), on(StockAdjusted, levels), on(StockTransferred, levels)],
});
