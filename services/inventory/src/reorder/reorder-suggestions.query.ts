import { IsNull, Not, type EntityManager } from 'typeorm';
import type { ListReorderSuggestions, ReorderSuggestion } from '#contracts/inventory/list-reorder-suggestions';
import type { Page } from '#contracts/declare/list-request';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import { acceptor, after, askedPage, fits, mismatch, pageOf, refuseTooLong, viewOf } from '#libs/read-models';
import type { CursorValue, PagedList, SortColumn } from '#libs/read-models';
import type { QueryGiven } from '#libs/runtime';
import { ItemRow } from '../item/item.entity';
import { orderedIn } from '../purchase-order/on-order.query';
import { calendarDayOf } from '../stock-ledger/calendar-day.query';
import { LotRow } from '../stock-ledger/lot.entity';
import { ReservationRow } from '../stock-ledger/reservation.entity';
import { StockLevelRow } from '../stock-ledger/stock-level.entity';
import { suggestedQuantity } from './reorder-policy';

const suggestions: PagedList = {
  name: 'reorder-suggestions',
  order: 'itemNumber',
  sort: ['itemNumber'],
  filters: {},
};

type Due = Omit<ReorderSuggestion, 'suggested'>;

/** As known now. */
export async function listReorderSuggestions(
  query: ListReorderSuggestions,
  { rows, context: { tenantId } }: QueryGiven,
): Promise<Page<ReorderSuggestion>> {
  const page = askedPage(suggestions, query);
  const order = orderOf(page.asked.sort);
  const select = (limit: number, offset = 0) =>
    dueItems(rows, tenantId, {
      order,
      limit,
      offset,
      ...(page.after && { after: page.after }),
    });
  const found = await select(page.limit + 1);
  await refuseTooLong(page, found, async (offset) => (await select(1, offset)).length > 0);
  const { items, nextCursor } = pageOf(page, found, ({ itemNumber, itemId }) => [itemNumber, itemId]);
  return { items: items.map(suggested), nextCursor };
}

/** The suggestions for those of these items that are to be ordered now. */
export async function suggestionsOf(
  rows: EntityManager,
  tenantId: string,
  itemIds: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const found = await dueItems(rows, tenantId, {
    order: orderOf('itemNumber'),
    itemIds,
    limit: itemIds.length,
    offset: 0,
  });
  return new Map(found.map((due) => [due.itemId, suggested(due).suggested]));
}

function suggested(due: Due): ReorderSuggestion {
  const { min, max, packSize, reorderQuantity, projected } = due;
  const units = (text: string | null) => (text === null ? null : quantityUnits(text));
  const policy = {
    min: units(min),
    max: units(max),
    packSize: units(packSize),
    reorderQuantity: units(reorderQuantity),
  };
  const quantity = suggestedQuantity(policy, quantityUnits(projected));
  return { ...due, suggested: quantity === null ? null : quantityText(quantity) };
}

function orderOf(sort: string): SortColumn[] {
  const column = { descending: sort.startsWith('-'), nullable: false };
  return [
    { ...column, property: 'itemNumber', path: 'item.item_number', accepts: acceptor('text') },
    { ...column, property: 'itemId', path: 'item.item_id', accepts: acceptor('uuid') },
  ];
}

interface Asked {
  readonly order: readonly SortColumn[];
  readonly after?: readonly CursorValue[];
  /** All when absent. */
  readonly itemIds?: readonly string[];
  readonly limit: number;
  readonly offset: number;
}

async function dueItems(rows: EntityManager, tenantId: string, asked: Asked): Promise<Due[]> {
  const { order, itemIds = null, limit, offset } = asked;
  if (asked.after && !fits(order, asked.after)) throw mismatch();
  const further = asked.after ? after(order, asked.after) : { sql: 'true', parameters: {} };
  const now = new Date().toISOString();
  const today = (await rows.existsBy(LotRow, { tenantId, expiresOn: Not(IsNull()) }))
    ? (await calendarDayOf(rows, tenantId, now))()
    : null;
  const view = (entity: new () => object) => viewOf(rows, entity);
  const sql = `
    SELECT item.item_id AS "itemId", item.item_number AS "itemNumber", item.name AS "itemName", item.unit,
           sums.usable, sums."onOrder", sums."inDraft", sums.reserved, sums.projected,
           item.min, item.max, item.pack_size AS "packSize", item.reorder_quantity AS "reorderQuantity"
      FROM ${view(ItemRow)} item
      LEFT JOIN (${usableIn(view(StockLevelRow), view(LotRow))}) stock ON stock.item_id = item.item_id
      LEFT JOIN (${orderedIn(rows)}) orders ON orders.item_id = item.item_id
      LEFT JOIN (${reservedIn(view(ReservationRow))}) reservations ON reservations.item_id = item.item_id
     CROSS JOIN LATERAL (
       SELECT coalesce(stock.usable, 0.000) AS usable, coalesce(orders.on_order, 0.000) AS "onOrder",
              coalesce(orders.in_draft, 0.000) AS "inDraft", coalesce(reservations.reserved, 0.000) AS reserved,
              coalesce(stock.usable, 0.000) + coalesce(orders.on_order, 0) + coalesce(orders.in_draft, 0)
                - coalesce(reservations.reserved, 0) AS projected
     ) sums
     WHERE item.tenant_id = :tenantId AND item.active AND sums.projected <= item.min
       AND (:itemIds::uuid[] IS NULL OR item.item_id = ANY (:itemIds)) AND ${further.sql}
     ORDER BY ${order.map(({ path, descending }) => `${path} ${descending ? 'DESC' : 'ASC'}`).join(', ')}
     LIMIT :limit OFFSET :offset`;
  const parameters = { tenantId, itemIds, today, now, limit, offset, ...further.parameters };
  return rows.query<Due[]>(...rows.dataSource.driver.escapeQueryWithParameters(sql, parameters));
}

const usableIn = (levels: string, lots: string) => `
  SELECT level.item_id, sum(level.on_hand) AS usable
    FROM ${levels} level
    LEFT JOIN ${lots} lot
      ON lot.tenant_id = :tenantId AND lot.item_id = level.item_id AND lot.lot_number = level.lot_number
   WHERE level.tenant_id = :tenantId
     AND (lot.lot_id IS NULL OR lot.state = 'available' AND (lot.expires_on IS NULL OR lot.expires_on >= :today::date))
   GROUP BY level.item_id`;

const reservedIn = (reservations: string) => `
  SELECT item_id, sum(stock_quantity - consumed) AS reserved
    FROM ${reservations} reservation
   WHERE tenant_id = :tenantId AND status = 'open' AND expires_at > :now::timestamptz
   GROUP BY item_id`;
