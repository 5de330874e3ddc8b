import type { SelectQueryBuilder } from 'typeorm';
import { DomainError } from '#contracts/errors';
import type { GetSupplier, OfferedItem } from '#contracts/inventory/get-supplier';
import { foldedText } from '#contracts/values/text-folding';
import { entityTagOf } from '#libs/event-sourcing';
import { LISTED, viewOf } from '#libs/read-models';
import type { QueryGiven } from '#libs/runtime';
import { ItemRow } from '../item/item.entity';
import { SupplierItemRow, SupplierRow } from './supplier.entity';

/** A row of the list; the single read adds the items. */
export function listedSupplier({ supplierId, tenantId: _, revision: __, nameKey: ___, ...row }: SupplierRow) {
  return { id: supplierId, ...row };
}

export async function getSupplier({ supplierId }: GetSupplier, { rows, context: { tenantId } }: QueryGiven) {
  const row = await rows.findOneBy(SupplierRow, { tenantId, supplierId });
  if (!row) throw new DomainError('NOT_FOUND', 'There is no such supplier');
  const items = await rows.query<OfferedItem[]>(
    `SELECT offered.item_id AS "itemId", item.item_number AS "itemNumber", item.name AS "itemName",
            offered.supplier_item_number AS "supplierItemNumber", offered.unit, offered.unit_price AS "unitPrice",
            offered.currency
       FROM ${viewOf(rows, SupplierItemRow)} offered
       LEFT JOIN ${viewOf(rows, ItemRow)} item
         ON item.tenant_id = offered.tenant_id AND item.item_id = offered.item_id
      WHERE offered.tenant_id = $1 AND offered.supplier_id = $2
      ORDER BY item.item_number NULLS LAST, offered.item_id`,
    [tenantId, supplierId],
  );
  const names = items.map(({ itemNumber, itemName }) => [itemNumber, itemName]);
  return {
    answer: { ...listedSupplier(row), items },
    etag: entityTagOf(row.revision, names.length > 0 ? names : undefined),
  };
}

/** Suppliers of this name, in any case. */
export function isNamed(query: SelectQueryBuilder<SupplierRow>, name: string): void {
  query.andWhere(`${LISTED}.nameKey = :nameKey`, { nameKey: foldedText(name) });
}

/** Suppliers that offer the item. */
export function offers(query: SelectQueryBuilder<SupplierRow>, itemId: string): void {
  const offered = viewOf(query, SupplierItemRow);
  query.andWhere(
    `${LISTED}.supplierId IN (SELECT supplier_id FROM ${offered} WHERE tenant_id = ${LISTED}.tenantId AND item_id = :itemId)`,
    { itemId },
  );
}
