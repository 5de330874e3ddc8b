import type { SelectQueryBuilder } from 'typeorm';
import { LISTED, viewOf } from '#libs/read-models';
import { PurchaseOrderLineRow, type PurchaseOrderRow } from './purchase-order.entity';

/** Orders with a line of the item. */
export function hasItem(query: SelectQueryBuilder<PurchaseOrderRow>, itemId: string): void {
  const lines = viewOf(query, PurchaseOrderLineRow);
  query.andWhere(
    `${LISTED}.orderId IN (SELECT order_id FROM ${lines} WHERE tenant_id = ${LISTED}.tenantId AND item_id = :itemId)`,
    { itemId },
  );
}
