import { on } from '#contracts/declare/on';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import { STOCK_TRANSACTIONS, type StockTransaction } from '#contracts/inventory/stock-events';
import { change, projection, type RowChange } from '#libs/projections';
import { LotRow } from './lot.entity';
import { lotsBroughtIn } from './lots';
import { StockLevelRow } from './stock-level.entity';

function levels({ tenantId, data }: { readonly tenantId: string; readonly data: StockTransaction }): RowChange[] {
  const { itemId } = data;
  const moved = data.movements.map(({ locationId, lot, stockQuantity }) => {
    const key = { tenantId, itemId, locationId, lotNumber: lot?.number ?? '' };
    return change(StockLevelRow, key, (row) => ({
      ...key,
      onHand: quantityText(quantityUnits(row?.onHand ?? '0') + quantityUnits(stockQuantity)),
    }));
  });
  const lots = lotsBroughtIn(data).map(({ number: lotNumber, expiresOn }) =>
    change(LotRow, { tenantId, itemId, lotNumber }, (row) => row ?? { tenantId, itemId, lotNumber, expiresOn }),
  );
  return [...moved, ...lots];
}

export const stockLevelProjection = projection({
  name: 'stock-level',
  service: 'inventory',
  version: 3,
  tables: [StockLevelRow, LotRow],
  keyColumn: 'itemId',
  key: (event) => (event.data as StockTransaction).itemId,
  on: STOCK_TRANSACTIONS.map((type) => on(type, levels)),
});
