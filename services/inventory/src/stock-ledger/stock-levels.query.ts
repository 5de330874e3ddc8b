import type { EntityManager } from 'typeorm';
import { MAX_EXPIRING_DAYS, type ListStock, type StockLevelRow as StockLevel } from '#contracts/inventory/list-stock';
import type { GetItemStock } from '#contracts/inventory/get-item-stock';
import type { PageAsOf } from '#contracts/declare/list-request';
import { daysAfter } from '#contracts/values/local-date';
import {
  acceptor,
  after,
  askedPage,
  fits,
  mismatch,
  pageOf,
  refuseTooLong,
  viewOf,
  type CursorValue,
  type Moments,
  type PagedList,
  type SortColumn,
} from '#libs/read-models';
import type { QueryGiven } from '#libs/runtime';
import { ItemRow } from '../item/item.entity';
import { LocationRow } from '../location/location.entity';
import { subtreeSql } from '../location/location.query';
import { calendarDayOf, type CalendarDay } from './calendar-day.query';
import { isExpired } from './lot-expiry';
import { parentsIn, type ParentOf } from './availability';
import { availableStocks, type AvailableStock, type UsableLevel } from './available-stock';
import { LotChangeRow, LotRow } from './lot.entity';
import { MovementRow } from './movement.entity';
import { reservedOf, type ReservedAt } from './reserved-stock.query';
import { StockLevelRow } from './stock-level.entity';

const stock: PagedList = {
  name: 'stock',
  order: 'itemNumber,locationCode',
  sort: ['itemNumber', 'locationCode'],
  filters: {
    itemId: acceptor('uuid'),
    locationId: acceptor('uuid'),
    lotNumber: acceptor('text'),
    belowMin: acceptor('boolean'),
    expiring: (days) => Number.isSafeInteger(days) && Number(days) >= 0 && Number(days) <= MAX_EXPIRING_DAYS,
  },
};

type Filters = Pick<ListStock, 'itemId' | 'locationId' | 'lotNumber' | 'belowMin' | 'expiring'>;

interface Asked {
  readonly filters: Filters;
  readonly asOf: string | null;
  readonly knownAt?: string | null;
  /** Called only when the filters need it. */
  readonly day: CalendarDay;
  readonly order: readonly SortColumn[];
  readonly after?: readonly CursorValue[];
  /** Leaves out levels that nothing is left of. */
  readonly isHeld?: boolean;
  /** Null: all. */
  readonly limit: number | null;
  /** Rows to skip. */
  readonly offset?: number;
}

/** A level as selected, with the further columns of the order. */
type Selected = Omit<StockLevel, 'available' | 'reserved'> & { readonly state: 'available' | 'quarantined' | null };

/**
 * `GET stock`: levels as they are, or as they were by effective time. Items below their min are listed even without a
 * level at any location: they are short of everything.
 */
export async function listStock(query: ListStock, { rows, context }: QueryGiven): Promise<PageAsOf<StockLevel>> {
  const page = askedPage(stock, query);
  const { filters, sort, asOf = null } = page.asked;
  const order = orderOf(sort);
  const moment = asOf ?? new Date().toISOString();
  const day = await calendarDayOf(rows, context.tenantId, moment);
  const asked = { filters, asOf, day, order };
  const found = await select(rows, context.tenantId, {
    ...asked,
    limit: page.limit + 1,
    ...(page.after && { after: page.after }),
  });
  await refuseTooLong(
    page,
    found,
    async (offset) => (await select(rows, context.tenantId, { ...asked, limit: 1, offset })).length > 0,
  );
  const { items, nextCursor } = pageOf(page, found, (last) =>
    order.map(({ property, nullable }) => last[property as 'locationId'] ?? (nullable ? null : '')),
  );
  const available = await availableIn(rows, context.tenantId, items, { asOf, knownAt: null, moment, day });
  return { items: items.map((level) => shown(level, available)), nextCursor, asOf: moment };
}

/** A level at a location: every one except those that only `belowMin` selects. */
type PlacedLevel = StockLevel & { readonly locationId: string };

/** The levels of one item that stock is left of, by location and lot, and the moments that they are of. */
export async function levelsOf(
  rows: EntityManager,
  tenantId: string,
  query: Pick<GetItemStock, 'itemId' | 'asOf' | 'knownAt'>,
): Promise<Moments & { readonly levels: readonly PlacedLevel[]; readonly totals: AvailableStock }> {
  const { itemId } = query;
  const [asOf, knownAt] = [query.asOf ?? null, query.knownAt ?? null];
  const now = new Date().toISOString();
  const moment = asOf ?? now;
  const day = await calendarDayOf(rows, tenantId, moment);
  const order = orderOf('locationCode');
  const asked = { filters: { itemId }, asOf, knownAt, day, order, isHeld: true, limit: null };
  const found = await select(rows, tenantId, asked);
  const available = await availableIn(rows, tenantId, found, { asOf, knownAt, moment, day });
  const levels = found.map((level) => shown(level, available) as PlacedLevel);
  return { asOf: moment, knownAt: knownAt ?? now, levels, totals: available.ofItem(itemId) };
}

async function select(rows: EntityManager, tenantId: string, asked: Asked): Promise<Selected[]> {
  const { filters, asOf, knownAt = null, day, order, isHeld = false, limit, offset = 0 } = asked;
  if (asked.after && !fits(order, asked.after)) throw mismatch();
  const further = asked.after ? after(order, asked.after) : { sql: 'true', parameters: {} };
  const { dataSource } = rows;
  const view = (entity: new () => object) => viewOf(rows, entity);
  const isNow = asOf === null && knownAt === null;
  const levels = isNow ? levelsIn(view(StockLevelRow)) : levelsFoldedFrom(view(MovementRow));
  const lots = isNow ? lotsIn(view(LotRow)) : lotsAsOf(view(LotRow), view(LotChangeRow));
  const placed = filters.belowMin === true ? 'LEFT JOIN' : 'JOIN';
  const sql = `
    SELECT item.item_id AS "itemId", item.item_number AS "itemNumber", item.name AS "itemName", item.unit,
           level.location_id AS "locationId", location.code AS "locationCode",
           nullif(level.lot_number, '') AS "lotNumber", lot.expires_on AS "expiresOn", lot.state,
           coalesce(level.on_hand, 0.000) AS "onHand", coalesce(total.on_hand < item.min, false) AS "belowMin"
      FROM ${view(ItemRow)} item
      ${placed} (${levels}) level ON level.item_id = item.item_id
      ${placed} ${view(LocationRow)} location
        ON location.tenant_id = :tenantId AND location.location_id = level.location_id
      LEFT JOIN (${lots}) lot ON lot.item_id = level.item_id AND lot.lot_number = level.lot_number
     CROSS JOIN LATERAL (
       SELECT coalesce(sum(other.on_hand), 0) AS on_hand FROM (${levels}) other WHERE other.item_id = item.item_id
     ) total
     WHERE item.tenant_id = :tenantId
       AND (:itemId::uuid IS NULL OR item.item_id = :itemId)
       AND (:locationId::uuid IS NULL OR level.location_id IN ${subtreeSql(dataSource, ':locationId')})
       AND (:lotNumber::text IS NULL OR level.lot_number = :lotNumber)
       AND (:belowMin::boolean IS NULL OR coalesce(total.on_hand < item.min, false) = :belowMin)
       AND (:expiresFrom::date IS NULL OR lot.expires_on BETWEEN :expiresFrom AND :expiresTo AND level.on_hand > 0)
       AND (NOT :isHeld OR level.on_hand <> 0)
       AND ${further.sql}
     ORDER BY ${order.map(({ path, descending }) => `${path} ${descending ? 'DESC' : 'ASC'} NULLS LAST`).join(', ')}
     LIMIT :limit OFFSET :offset`;
  const { itemId = null, locationId = null, lotNumber = null, belowMin = null, expiring } = filters;
  const [expiresFrom, expiresTo] = expiring === undefined ? [null, null] : [day(), daysAfter(day(), expiring)];
  const filtered = { itemId, locationId, lotNumber, belowMin, expiresFrom, expiresTo };
  const parameters = { tenantId, asOf, knownAt, ...filtered, isHeld, limit, offset, ...further.parameters };
  return rows.query<Selected[]>(...dataSource.driver.escapeQueryWithParameters(sql, parameters));
}

const levelsIn = (view: string) => `
  SELECT item_id, location_id, lot_number, on_hand FROM ${view} WHERE tenant_id = :tenantId`;

const lotsIn = (view: string) => `
  SELECT item_id, lot_number, expires_on, state FROM ${view} WHERE tenant_id = :tenantId`;

/** Rows that were effective and recorded by the moments asked for. */
const countedAt = (row: string) =>
  `${row}.effective_at <= coalesce(:asOf::timestamptz, 'infinity')
   AND ${row}.recorded_at <= coalesce(:knownAt::timestamptz, 'infinity')`;

/** By both times: the last change by then holds, else what it came in with. */
const lotsAsOf = (lots: string, changes: string) => `
  SELECT lot.item_id, lot.lot_number,
         CASE WHEN expiry.position IS NULL THEN lot.first_expires_on ELSE expiry.expires_on END AS expires_on,
         CASE WHEN coalesce(state.kind, 'released') = 'released' THEN 'available' ELSE 'quarantined' END AS state
    FROM ${lots} lot
    LEFT JOIN LATERAL (
      SELECT position, expires_on FROM ${changes} change
       WHERE change.tenant_id = :tenantId AND change.item_id = lot.item_id AND change.lot_number = lot.lot_number
         AND ${countedAt('change')} AND change.kind = 'expiry_changed'
       ORDER BY change.effective_at DESC, change.position DESC LIMIT 1
    ) expiry ON true
    LEFT JOIN LATERAL (
      SELECT kind FROM ${changes} change
       WHERE change.tenant_id = :tenantId AND change.item_id = lot.item_id AND change.lot_number = lot.lot_number
         AND ${countedAt('change')} AND change.kind <> 'expiry_changed'
       ORDER BY change.effective_at DESC, change.position DESC LIMIT 1
    ) state ON true
   WHERE lot.tenant_id = :tenantId`;

const levelsFoldedFrom = (view: string) => `
  SELECT item_id, location_id, coalesce(lot_number, '') AS lot_number, sum(stock_quantity) AS on_hand
    FROM ${view} movement
   WHERE tenant_id = :tenantId AND ${countedAt('movement')} AND kind <> 'settle'
     AND (:itemId::uuid IS NULL OR item_id = :itemId)
   GROUP BY item_id, location_id, coalesce(lot_number, '')`;

const SORTED_BY = {
  itemNumber: { path: 'item.item_number', type: 'text', nullable: false },
  locationCode: { path: 'location.code', type: 'text', nullable: true },
  itemId: { path: 'item.item_id', type: 'uuid', nullable: false },
  locationId: { path: 'level.location_id', type: 'uuid', nullable: true },
  lotNumber: { path: `coalesce(level.lot_number, '')`, type: 'text', nullable: false },
} as const;

/** The requested order, then item, location and lot, which make it total. */
function orderOf(sort: string): SortColumn[] {
  const asked = sort.split(',').map((part) => ({ property: part.replace(/^-/, ''), descending: part.startsWith('-') }));
  const descending = asked.at(-1)?.descending ?? false;
  const key = ['itemId', 'locationId', 'lotNumber'].map((property) => ({ property, descending }));
  return [...asked, ...key].map(({ property, descending: falls }) => {
    const { type, ...column } = SORTED_BY[property as keyof typeof SORTED_BY];
    return { ...column, property, descending: falls, accepts: acceptor(type) };
  });
}

/** The stock of some items that can be used, and reserved, by item and by level. */
interface Available {
  ofItem(itemId: string): AvailableStock;
  of(level: Selected): AvailableStock;
}

/** For levels of any items. The other levels of an item are needed only where something of it is reserved. */
async function availableIn(
  rows: EntityManager,
  tenantId: string,
  levels: readonly Selected[],
  at: ReservedAt & { readonly day: CalendarDay },
): Promise<Available> {
  const usable = ({ itemId, locationId, lotNumber, onHand, expiresOn, state }: Selected): UsableLevel => {
    const isUsable = state !== 'quarantined' && (expiresOn === null || !isExpired(expiresOn, at.day()));
    return { itemId, locationId: locationId ?? '', lotNumber, onHand, isUsable };
  };
  const itemIds = [...new Set(levels.map(({ itemId }) => itemId))];
  const reserved = await reservedOf(rows, tenantId, itemIds, at);
  const withReserved = new Set(reserved.map(({ itemId }) => itemId));
  const more = await Promise.all(
    [...withReserved].map((itemId) =>
      select(rows, tenantId, { filters: { itemId }, ...at, order: orderOf('locationCode'), isHeld: true, limit: null }),
    ),
  );
  const parentOf = reserved.length === 0 ? parentsIn(undefined) : await parentsOf(rows, tenantId);
  const known = [...levels.filter(({ itemId }) => !withReserved.has(itemId)), ...more.flat()].map(usable);
  const { ofItem, ofLevel } = availableStocks(known, reserved, parentOf);
  return { ofItem, of: (level) => ofLevel(usable(level)) };
}

async function parentsOf(rows: EntityManager, tenantId: string): Promise<ParentOf> {
  const places = await rows.find(LocationRow, { where: { tenantId }, select: { locationId: true, parentId: true } });
  return parentsIn(new Map(places.map((place) => [place.locationId, place])));
}

function shown(level: Selected, available: Available): StockLevel {
  const { state: _, ...shownLevel } = level;
  return { ...shownLevel, ...available.of(level) };
}
