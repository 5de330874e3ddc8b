import type { EntityManager } from 'typeorm';
import { ItemRow } from '../item/item.entity';
import { subtreeSql } from '../location/location.query';
import { ItemValueRow } from '../stock-ledger/item-value.entity';
import { LotRow } from '../stock-ledger/lot.entity';
import { StockLevelRow } from '../stock-ledger/stock-level.entity';
import { AlertSubscriptionRow, AlertToldRow } from './stock-alert.entity';
import type { ExpiringLot, LowItem } from './tell-stock-alert';

/** The organisation, the users that may know, and the most that are found. */
export interface AlertsAsked {
  readonly tenantId: string;
  readonly users: readonly string[];
  readonly limit: number;
}

/** Items at their min or below, of which some subscription has not been told since they were above it last. */
export function lowItems(rows: EntityManager, { tenantId, users, limit }: AlertsAsked): Promise<LowItem[]> {
  const view = viewsOf(rows);
  return rows.query<LowItem[]>(
    `SELECT item.item_id AS "itemId", item.item_number AS "itemNumber", item.name AS "itemName", item.unit,
            head.on_hand AS level, item.min, ${SUBSCRIPTIONS} AS subscriptions
       FROM ${view(ItemRow)} item
       JOIN ${view(ItemValueRow)} head ON head.tenant_id = $1 AND head.item_id = item.item_id
       JOIN ${view(AlertSubscriptionRow)} subscription
         ON subscription.tenant_id = $1 AND subscription.below_min AND subscription.user_id = ANY ($2::uuid[])
        AND ${IS_MEANT}
        AND (subscription.location_id IS NULL OR EXISTS (
              SELECT FROM ${view(StockLevelRow)} level
               WHERE level.tenant_id = $1 AND level.item_id = item.item_id
                 AND level.location_id IN ${subtreeSql(rows.dataSource, 'subscription.location_id')}))
       LEFT JOIN ${view(AlertToldRow)} told
         ON told.tenant_id = $1 AND told.item_id = item.item_id AND told.lot_number = ''
      WHERE item.tenant_id = $1 AND item.active AND head.on_hand <= item.min AND ${IS_NEW}
      GROUP BY item.item_id, item.item_number, item.name, item.unit, item.min, head.on_hand
      ORDER BY item.item_id
      LIMIT $3`,
    [tenantId, users, limit],
  );
}

/** Items of which somebody was told that they are low, and which are above their min again, or have none. */
export function risenItems(
  rows: EntityManager,
  { tenantId, limit }: Pick<AlertsAsked, 'tenantId' | 'limit'>,
): Promise<{ itemId: string; level: string; min: string | null }[]> {
  const view = viewsOf(rows);
  return rows.query(
    `SELECT item.item_id AS "itemId", head.on_hand AS level, item.min
       FROM ${view(AlertToldRow)} told
       JOIN ${view(ItemRow)} item ON item.tenant_id = $1 AND item.item_id = told.item_id
       JOIN ${view(ItemValueRow)} head ON head.tenant_id = $1 AND head.item_id = told.item_id
      WHERE told.tenant_id = $1 AND told.lot_number = '' AND (item.min IS NULL OR head.on_hand > item.min)
      ORDER BY item.item_id
      LIMIT $2`,
    [tenantId, limit],
  );
}

/** Lots with stock whose last day is near enough for some subscription that has not been told of them. */
export function expiringLots(
  rows: EntityManager,
  { tenantId, users, limit, today }: AlertsAsked & { readonly today: string },
): Promise<ExpiringLot[]> {
  const view = viewsOf(rows);
  const onHand = (where: string) => `
    SELECT sum(level.on_hand) FROM ${view(StockLevelRow)} level
     WHERE level.tenant_id = $1 AND level.item_id = lot.item_id AND level.lot_number = lot.lot_number${where}`;
  const inside = ` AND level.location_id IN ${subtreeSql(rows.dataSource, 'subscription.location_id')}`;
  return rows.query<ExpiringLot[]>(
    `SELECT item.item_id AS "itemId", item.item_number AS "itemNumber", item.name AS "itemName", item.unit,
            lot.lot_number AS "lotNumber", lot.expires_on AS "expiresOn", stock.on_hand AS level,
            ${SUBSCRIPTIONS} AS subscriptions
       FROM ${view(LotRow)} lot
       JOIN ${view(ItemRow)} item ON item.tenant_id = $1 AND item.item_id = lot.item_id
      CROSS JOIN LATERAL (${onHand('')}) AS stock (on_hand)
       JOIN ${view(AlertSubscriptionRow)} subscription
         ON subscription.tenant_id = $1 AND subscription.user_id = ANY ($2::uuid[])
        AND lot.expires_on <= $4::date + subscription.expiry_days
        AND ${IS_MEANT}
        AND (subscription.location_id IS NULL OR (${onHand(inside)}) > 0)
       LEFT JOIN ${view(AlertToldRow)} told
         ON told.tenant_id = $1 AND told.item_id = lot.item_id AND told.lot_number = lot.lot_number
      WHERE lot.tenant_id = $1 AND stock.on_hand > 0 AND ${IS_NEW}
      GROUP BY item.item_id, item.item_number, item.name, item.unit, lot.lot_number, lot.expires_on, stock.on_hand
      ORDER BY item.item_id, lot.lot_number
      LIMIT $3`,
    [tenantId, users, limit, today],
  );
}

const viewsOf =
  ({ dataSource }: EntityManager) =>
  (entity: new () => object) =>
    dataSource.getMetadata(entity).tablePath;

const IS_MEANT = `
  (subscription.item_id IS NULL OR subscription.item_id = item.item_id)
  AND (subscription.category IS NULL OR subscription.category = item.category)`;

const IS_NEW = `
  NOT coalesce(subscription.subscription_id::text = ANY (told.subscription_ids), false)`;

const SUBSCRIPTIONS = `
  jsonb_agg(jsonb_build_object(
    'subscriptionId', subscription.subscription_id, 'userId', subscription.user_id
  ) ORDER BY subscription.subscription_id)`;
