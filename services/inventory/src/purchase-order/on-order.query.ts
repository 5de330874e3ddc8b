import type { EntityManager } from 'typeorm';
import { viewOf } from '#libs/read-models';
import { PurchaseOrderLineRow, PurchaseOrderRow } from './purchase-order.entity';

/** Orders with their lines. */
const orderLines = (rows: EntityManager) => `
  ${viewOf(rows, PurchaseOrderRow)} purchase
  JOIN ${viewOf(rows, PurchaseOrderLineRow)} line
    ON line.tenant_id = purchase.tenant_id AND line.order_id = purchase.order_id`;

/** The quantities on order and in drafts, by item, as known now; the caller gives `:tenantId`. */
export const orderedIn = (rows: EntityManager) => `
  SELECT line.item_id,
         sum(greatest(line.ordered - line.received, 0)) FILTER (WHERE purchase.status <> 'draft') AS on_order,
         sum(line.ordered) FILTER (WHERE purchase.status = 'draft') AS in_draft
    FROM ${orderLines(rows)}
   WHERE purchase.tenant_id = :tenantId AND purchase.status IN ('draft', 'submitted', 'partially_received')
   GROUP BY line.item_id`;

/** Of one item, in the stock unit. */
export async function onOrderOf(rows: EntityManager, tenantId: string, itemId: string): Promise<string> {
  const { dataSource } = rows;
  const sql = `
    SELECT coalesce(max(orders.on_order), 0)::numeric(18, 3) AS "onOrder"
      FROM (${orderedIn(rows)}) orders
     WHERE orders.item_id = :itemId`;
  const asked = dataSource.driver.escapeQueryWithParameters(sql, { tenantId, itemId });
  const [found] = await rows.query<{ onOrder: string }[]>(...asked);
  return found?.onOrder ?? '0.000';
}

/** An order of an item that was submitted; times in ISO 8601 UTC. */
export interface PlacedOrder {
  readonly orderId: string;
  readonly submittedAt: string;
  /** Of an order to which nothing more comes in. */
  readonly endedAt: string | null;
  /** In the stock unit. */
  readonly ordered: string;
}

/** The orders of an item that were submitted before a moment. */
export async function ordersOf(
  rows: EntityManager,
  tenantId: string,
  { itemId, before }: { readonly itemId: string; readonly before: string },
): Promise<readonly PlacedOrder[]> {
  return rows.query<PlacedOrder[]>(
    `SELECT purchase.order_id AS "orderId", purchase.submitted_at AS "submittedAt", purchase.ended_at AS "endedAt",
            sum(line.ordered) AS ordered
       FROM ${orderLines(rows)}
      WHERE purchase.tenant_id = $1 AND line.item_id = $2 AND purchase.submitted_at < $3
      GROUP BY purchase.order_id, purchase.submitted_at, purchase.ended_at`,
    [tenantId, itemId, before],
  );
}
