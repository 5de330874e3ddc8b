import { on } from '#contracts/declare/on';
import { ItemChanged, ItemCreated, MAX_BARCODES } from '#contracts/inventory/item-events';
import { CostMethodChanged } from '#contracts/inventory/stock-events';
import { foldedText } from '#contracts/values/text-folding';
import { change, projection, type RowChange } from '#libs/projections';
import { ItemBarcodeRow, ItemRow } from './item.entity';

/** The first `places` barcodes; a place without one has no row. */
function barcodes(tenantId: string, { itemId, barcodes: now }: ItemCreated | ItemChanged, places: number): RowChange[] {
  return Array.from({ length: places }, (_, at) => {
    const [key, barcode] = [{ tenantId, itemId, at }, now[at]];
    return change(ItemBarcodeRow, key, () =>
      barcode === undefined ? undefined : { ...key, barcodeKey: foldedText(barcode) },
    );
  });
}

export const itemProjection = projection({
  name: 'item',
  service: 'inventory',
  version: 3,
  tables: [ItemRow, ItemBarcodeRow],
  keyColumn: 'itemId',
  key: (event) => (event.data as { itemId: string }).itemId,
  on: [
    on(ItemCreated, ({ tenantId, data, revision, recordedAt }) => [
      change(ItemRow, { tenantId, itemId: data.itemId }, () => ({
        ...data,
        tenantId,
        itemNumberKey: foldedText(data.itemNumber),
        costMethodSince: null,
        createdAt: recordedAt,
        updatedAt: recordedAt,
        revision,
      })),
      ...barcodes(tenantId, data, data.barcodes.length),
    ]),
    on(ItemChanged, ({ tenantId, data, revision, recordedAt: updatedAt }) => {
      const { itemId, ...changes } = data;
      const itemNumberKey = foldedText(data.itemNumber);
      return [
        change(
          ItemRow,
          { tenantId, itemId },
          (row) => row && { ...row, ...changes, itemNumberKey, updatedAt, revision },
        ),
        ...barcodes(tenantId, data, MAX_BARCODES),
      ];
    }),
    // Ordered like a movement: the latest effective one is in force, and of one moment the last recorded.
    on(CostMethodChanged, ({ tenantId, data: { itemId, costMethod, effectiveAt: costMethodSince } }) => [
      change(ItemRow, { tenantId, itemId }, (row) => {
        if (!row || (row.costMethodSince !== null && row.costMethodSince > costMethodSince)) return row;
        return { ...row, costMethod, costMethodSince };
      }),
    ]),
  ],
});
