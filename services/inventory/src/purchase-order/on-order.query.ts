import type { EntityManager } from 'typeorm';
import { viewOf } from '#libs/read-models';
import { PurchaseOrderRow } from './purchase-order.entity';

/** The quantities on order and in drafts, by item, as known now; the caller gives `:tenantId`. */
export const orderedIn = (orders: string) => `
  SELECT (line ->> 'itemId')::uuid AS item_id,
         sum(CASE WHEN purchase.status <> 'draft'
                  THEN greatest((line ->> 'ordered')::numeric(18, 3) - (line ->> 'received')::numeric(18, 3), 0)
             END) AS on_order,
         sum(CASE WHEN purchase.status = 'draft' THEN (line ->> 'ordered')::numeric(18, 3) END) AS in_draft
    FROM ${orders} purchase CROSS JOIN LATERAL jsonb_array_elements(purchase.lines) AS line
   WHERE purchase.tenant_id = :tenantId AND purchase.status IN ('draft', 'submitted', 'partially_received')
   GROUP BY line ->> 'itemId'`;

/** Of one item, in the stock unit. */
export async function onOrderOf(rows: EntityManager, tenantId: string, itemId: string): Promise<string> {
  const { dataSource } = rows;
  const sql = `
    SELECT coalesce(max(orders.on_order), 0)::numeric(18, 3) AS "onOrder"
      FROM (${orderedIn(viewOf(rows, PurchaseOrderRow))}) orders
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
  const orders = viewOf(rows, PurchaseOrderRow);
  return rows.query<PlacedOrder[]>(
    `SELECT purchase.order_id AS "orderId", purchase.submitted_at AS "submittedAt", purchase.ended_at AS "endedAt",
            sum((line ->> 'ordered')::numeric(18, 3)) AS ordered
       FROM ${orders} purchase CROSS JOIN LATERAL jsonb_array_elements(purchase.lines) AS line
      WHERE purchase.tenant_id = $1 AND purchase.submitted_at < $3
        AND purchase.lines @> jsonb_build_array(jsonb_build_object('itemId', $2::text)) AND line ->> 'itemId' = $2
      GROUP BY purchase.order_id, purchase.submitted_at, purchase.ended_at`,
    [tenantId, itemId, before],
  );
}
