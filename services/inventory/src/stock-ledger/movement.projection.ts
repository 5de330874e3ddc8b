import { on } from '#contracts/declare/on';
import { STOCK_TRANSACTIONS, type StockTransaction } from '#contracts/inventory/stock-events';
import type { Recorded } from '#libs/event-sourcing';
import { change, projection, type RowChange } from '#libs/projections';
import { MovementRow } from './movement.entity';

function movements(event: Recorded<{ type: string; data: StockTransaction }>): RowChange[] {
  const { tenantId, data, position, recordedAt } = event;
  return data.movements.map((movement, ordinal) =>
    change(MovementRow, { tenantId, id: movement.movementId }, () => ({
      tenantId,
      id: movement.movementId,
      transactionId: data.transactionId,
      ordinal,
      itemId: data.itemId,
      locationId: movement.locationId,
      lotNumber: movement.lot?.number ?? null,
      kind: movement.kind,
      quantity: movement.quantity,
      unit: movement.unit,
      stockQuantity: movement.stockQuantity,
      unitCost: movement.unitCost,
      totalCost: movement.totalCost,
      valueWhenRecorded: movement.value,
      settledWhenRecorded: movement.settled,
      reverses: movement.reverses,
      takesBack: movement.takesBack,
      placeRevision: movement.place?.revision ?? event.revision,
      placeOrdinal: movement.place?.ordinal ?? ordinal,
      reference: data.reference,
      note: data.note,
      reason: data.reason,
      effectiveAt: data.effectiveAt,
      recordedAt,
      position,
      actorId: event.metadata.actorId,
    })),
  );
}

export const movementProjection = projection({
  name: 'movement',
  service: 'inventory',
  version: 3,
  tables: [MovementRow],
  keyColumn: 'itemId',
  key: (event) => (event.data as StockTransaction).itemId,
  on: STOCK_TRANSACTIONS.map((type) => on(type, movements)),
});
