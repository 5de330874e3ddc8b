import { on } from '#contracts/declare/on';
import { ItemChanged, ItemCreated } from '#contracts/inventory/item-events';
import { change, projection } from '#libs/projections';
import { ItemRow } from './item.entity';

export const itemProjection = projection({
  name: 'item',
  service: 'inventory',
  version: 2,
  tables: [ItemRow],
  keyColumn: 'itemId',
  key: (event) => (event.data as { itemId: string }).itemId,
  on: [
    on(ItemCreated, ({ tenantId, data, revision, recordedAt }) => [
      change(ItemRow, { tenantId, itemId: data.itemId }, () => ({
        ...data,
        tenantId,
        active: true,
        createdAt: recordedAt,
        updatedAt: recordedAt,
        revision,
      })),
    ]),
    on(ItemChanged, ({ tenantId, data: { itemId, ...changes }, revision, recordedAt: updatedAt }) => [
      change(ItemRow, { tenantId, itemId }, (row) => row && { ...row, ...changes, updatedAt, revision }),
    ]),
  ],
});
