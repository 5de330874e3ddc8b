import { on } from '#contracts/declare/on';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import { STOCK_TRANSACTIONS, type StockTransaction } from '#contracts/inventory/stock-events';
import { change, projection, type RowChange } from '#libs/projections';
import { StockLevelRow } from './stock-level.entity';

function levels({ tenantId, data }: { readonly tenantId: string; readonly data: StockTransaction }): RowChange[] {
  const { itemId } = data;
  return data.movements.map(({ locationId, lot, stockQuantity }) => {
    const key = { tenantId, itemId, locationId, lotNumber: lot?.number ?? '' };
    return change(StockLevelRow, key, (row) => ({
      ...key,
      onHand: quantityText(quantityUnits(row?.onHand ?? '0') + quantityUnits(stockQuantity)),
    }));
  });
}

export const stockLevelProjection = projection({
  name: 'stock-level',
  service: 'inventory',
  version: 4,
  tables: [StockLevelRow],
  keyColumn: 'itemId',
  key: (event) => (event.data as StockTransaction).itemId,
  on: STOCK_TRANSACTIONS.map((type) => on(type, levels)),
});
