import { on } from '#contracts/declare/on';
import { StockReversed, StockTakenBack, StockUsed, type StockMovement } from '#contracts/inventory/stock-events';
import { change, projection, type RowChange } from '#libs/projections';
import { IssuedStockRow } from './issued-stock.entity';

interface Moved {
  readonly tenantId: string;
  readonly itemId: string;
  readonly employeeId: string | null;
}

function moved({ movementId, stockQuantity, takesBack }: StockMovement, of: Moved): RowChange {
  const quantity = stockQuantity.replace('-', '');
  return change(IssuedStockRow, { tenantId: of.tenantId, movementId }, () => ({
    ...of,
    movementId,
    takesBack,
    quantity,
  }));
}

/** A usage that names an employee is equipment that this person has. */
export const issuedStockProjection = projection({
  name: 'issued-stock',
  service: 'workflow',
  version: 1,
  tables: [IssuedStockRow],
  keyColumn: 'itemId',
  key: (event) => (event.data as { itemId: string }).itemId,
  on: [
    on(StockUsed, ({ tenantId, data: { itemId, employeeId, movements } }) =>
      employeeId === null ? [] : movements.map((each) => moved(each, { tenantId, itemId, employeeId })),
    ),
    on(StockTakenBack, ({ tenantId, data: { itemId, movements } }) =>
      movements.map((each) => moved(each, { tenantId, itemId, employeeId: null })),
    ),
    on(StockReversed, ({ tenantId, data: { movements } }) =>
      movements.flatMap(({ reverses: movementId }) =>
        movementId === null ? [] : [change(IssuedStockRow, { tenantId, movementId }, () => undefined)],
      ),
    ),
  ],
});
