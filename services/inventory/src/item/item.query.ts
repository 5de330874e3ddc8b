import type { SelectQueryBuilder } from 'typeorm';
import { foldedText } from '#contracts/values/text-folding';
import { LISTED, viewOf } from '#libs/read-models';
import { ItemBarcodeRow, type ItemRow } from './item.entity';

export function shownItem(row: ItemRow) {
  const { itemId, tenantId: _, revision: __, itemNumberKey: ___, costMethodSince: ____, ...shown } = row;
  return { id: itemId, ...shown, barcode: row.barcodes[0] ?? null };
}

/** The item of this number, in any case. */
export function hasNumber(query: SelectQueryBuilder<ItemRow>, itemNumber: string): void {
  query.andWhere(`${LISTED}.itemNumberKey = :itemNumberKey`, { itemNumberKey: foldedText(itemNumber) });
}

/** The item that has the barcode, in any case. */
export function hasBarcode(query: SelectQueryBuilder<ItemRow>, barcode: string): void {
  const barcodes = viewOf(query, ItemBarcodeRow);
  query.andWhere(
    `${LISTED}.itemId IN (SELECT item_id FROM ${barcodes} WHERE tenant_id = ${LISTED}.tenantId AND barcode_key = :barcodeKey)`,
    { barcodeKey: foldedText(barcode) },
  );
}
