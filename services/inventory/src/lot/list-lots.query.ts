import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { ListLots, LotDetails } from '#contracts/inventory/list-lots';
import type { Page } from '#contracts/declare/list-request';
import { daysAfter } from '#contracts/values/local-date';
import { equals, LISTED, listPage, type ListDeclaration } from '#libs/read-models';
import type { QueryGiven } from '#libs/runtime';
import { ItemRow } from '../item/item.entity';
import { calendarDayOf, type CalendarDay } from '../stock-ledger/calendar-day.query';
import { isExpired } from '../stock-ledger/lot-expiry';
import { LotRow } from '../stock-ledger/lot.entity';
import { StockLevelRow } from '../stock-ledger/stock-level.entity';

type ListedLot = LotRow & { readonly item?: ItemRow | null };

const lots = (rows: EntityManager, day: CalendarDay): ListDeclaration<LotRow> => ({
  name: 'lots',
  entity: LotRow,
  sort: { expiresOn: 'expiresOn', lotNumber: 'lotNumber', itemNumber: 'item.itemNumber' },
  order: 'expiresOn',
  joins: { item: { entity: ItemRow, on: { itemId: 'itemId' } } },
  filters: {
    itemId: equals('itemId'),
    lotNumber: equals('lotNumber'),
    state: equals('state'),
    recalled: (query, isRecalled: boolean) => {
      query.andWhere(`${LISTED}.recalled IS ${isRecalled ? 'NOT NULL' : 'NULL'}`);
    },
    expired: (query, isPast: boolean) => {
      const column = `${LISTED}.expiresOn`;
      const past = isPast ? `${column} < :expiredBy` : `(${column} IS NULL OR ${column} >= :expiredBy)`;
      query.andWhere(past, { expiredBy: day() });
    },
    expiresBefore: (query, expiresBefore: string) => {
      query.andWhere(`${LISTED}.expiresOn < :expiresBefore`, { expiresBefore });
    },
    expiring: (query, days: number) => {
      const [first, last] = [day(), daysAfter(day(), days)];
      query.andWhere(`${LISTED}.expiresOn BETWEEN :firstDay AND :lastDay`, { firstDay: first, lastDay: last });
    },
    onHand: (query, isOnHand: boolean) => withStock(rows, query, isOnHand),
  },
});

function withStock(rows: EntityManager, query: SelectQueryBuilder<LotRow>, isOnHand: boolean): void {
  const there = rows
    .createQueryBuilder(StockLevelRow, 'level')
    .select('1')
    .where(`level.tenantId = ${LISTED}.tenantId AND level.itemId = ${LISTED}.itemId`)
    .andWhere(`level.lotNumber = ${LISTED}.lotNumber AND level.onHand > 0`)
    .getQuery();
  query.andWhere(`${isOnHand ? '' : 'NOT '}EXISTS (${there})`);
}

export async function listLots(query: ListLots, { rows, context }: QueryGiven): Promise<Page<LotDetails>> {
  const day = await calendarDayOf(rows, context.tenantId, new Date().toISOString());
  const page = await listPage(rows, lots(rows, day), query);
  return { ...page, items: await lotsShown(rows, context.tenantId, page.items, day) };
}

/** Lots with their stock. */
export async function lotsShown(
  rows: EntityManager,
  tenantId: string,
  listed: readonly ListedLot[],
  day: CalendarDay,
): Promise<LotDetails[]> {
  const onHand = await onHandOf(rows, tenantId, listed);
  return listed.map(({ lotId: id, itemId, lotNumber, expiresOn, state, recalled, item }) => ({
    id,
    itemId,
    itemNumber: item?.itemNumber ?? null,
    itemName: item?.name ?? null,
    unit: item?.unit ?? null,
    lotNumber,
    expiresOn,
    expired: expiresOn !== null && isExpired(expiresOn, day()),
    state,
    recalled,
    onHand: onHand.get(`${itemId}|${lotNumber}`) ?? '0.000',
  }));
}

async function onHandOf(
  rows: EntityManager,
  tenantId: string,
  listed: readonly LotRow[],
): Promise<ReadonlyMap<string, string>> {
  if (listed.length === 0) return new Map();
  const sums = await rows
    .createQueryBuilder(StockLevelRow, 'level')
    .select('level.itemId', 'itemId')
    .addSelect('level.lotNumber', 'lotNumber')
    .addSelect('sum(level.onHand)', 'onHand')
    .where('level.tenantId = :tenantId', { tenantId })
    .andWhere('level.itemId IN (:...itemIds)', { itemIds: [...new Set(listed.map(({ itemId }) => itemId))] })
    .andWhere('level.lotNumber IN (:...lotNumbers)', { lotNumbers: listed.map(({ lotNumber }) => lotNumber) })
    .groupBy('level.itemId')
    .addGroupBy('level.lotNumber')
    .getRawMany<{ itemId: string; lotNumber: string; onHand: string }>();
  return new Map(sums.map(({ itemId, lotNumber, onHand }) => [`${itemId}|${lotNumber}`, onHand]));
}
