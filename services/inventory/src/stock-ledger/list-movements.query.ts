import type { EntityManager } from 'typeorm';
import { DomainError } from '#contracts/errors';
import type { GetMovement, Movement } from '#contracts/inventory/get-movement';
import type { ListItemMovements } from '#contracts/inventory/list-item-movements';
import type { ListMovements } from '#contracts/inventory/list-movements';
import type { Page } from '#contracts/declare/list-request';
import { atLeast, atMost, equals, listPage, type ListDeclaration } from '#libs/read-models';
import type { QueryGiven } from '#libs/runtime';
import { ItemRow } from '../item/item.entity';
import { within } from '../location/location.query';
import { MovementRow } from './movement.entity';

const movements: ListDeclaration<MovementRow> = {
  name: 'movements',
  entity: MovementRow,
  sort: ['effectiveAt', 'recordedAt', 'position', 'ordinal'],
  order: '-effectiveAt',
  filters: {
    itemId: equals('itemId'),
    locationId: within,
    transactionId: equals('transactionId'),
    lotNumber: equals('lotNumber'),
    kind: equals('kind'),
    from: atLeast('effectiveAt'),
    to: atMost('effectiveAt'),
  },
};

/**
 * Balances count movements in order of effective time, then of their places; a reversed movement and its reversal count
 * as nothing. One pass over the history of the listed items, up to the last listed moment, however many of their
 * movements are listed.
 */
export const balancesIn = (view: string) => `
  WITH reversal AS (
    SELECT id, reverses FROM ${view} WHERE tenant_id = $1 AND item_id = ANY ($2::uuid[]) AND reverses IS NOT NULL
  ), counted AS (
    SELECT movement.*, reversal.id AS reversed_by,
           CASE WHEN movement.reverses IS NULL AND reversal.id IS NULL THEN stock_quantity ELSE 0 END AS counts
      FROM ${view} movement
      LEFT JOIN reversal ON reversal.reverses = movement.id
     WHERE movement.tenant_id = $1 AND movement.item_id = ANY ($2::uuid[]) AND movement.effective_at <= $3
  )
  SELECT id, reversed_by, of_item, of_place
    FROM (
      SELECT id, reversed_by,
             sum(counts) OVER (PARTITION BY item_id ORDER BY effective_at, place_revision, place_ordinal) AS of_item,
             sum(counts) OVER (
               PARTITION BY item_id, location_id, lot_number ORDER BY effective_at, place_revision, place_ordinal
             ) AS of_place
        FROM counted
    ) movement
   WHERE id = ANY ($4::uuid[])`;

interface Balances {
  readonly id: string;
  readonly reversed_by: string | null;
  readonly of_item: string;
  readonly of_place: string;
}

export async function listMovements(
  query: ListMovements | ListItemMovements,
  { rows, context }: QueryGiven,
): Promise<Page<Movement>> {
  const page = await listPage(rows, movements, { ...query, sort: totalOrder(query) } as ListMovements);
  return { ...page, items: await withBalances(rows, context.tenantId, page.items) };
}

export async function listItemMovements(query: ListItemMovements, given: QueryGiven): Promise<Page<Movement>> {
  const item = { tenantId: given.context.tenantId, itemId: query.itemId };
  if (!(await given.rows.existsBy(ItemRow, item))) throw new DomainError('NOT_FOUND', 'There is no such item');
  return listMovements(query, given);
}

export async function getMovement({ movementId }: GetMovement, { rows, context }: QueryGiven): Promise<Movement> {
  const { tenantId } = context;
  const row = await rows.findOneBy(MovementRow, { tenantId, id: movementId });
  const [movement] = row ? await withBalances(rows, tenantId, [row]) : [];
  if (!movement) throw new DomainError('NOT_FOUND', 'There is no such movement');
  return movement;
}

/** Movements of one moment are listed in the order in which they count. A cursor holds the whole order. */
function totalOrder({ sort, cursor }: { readonly sort?: string; readonly cursor?: string }): string | undefined {
  if (sort === undefined && cursor !== undefined) return undefined;
  const asked = sort ?? movements.order;
  const last = asked.split(',').at(-1)?.startsWith('-') ? '-' : '';
  return `${asked},${last}position,${last}ordinal`;
}

async function withBalances(
  rows: EntityManager,
  tenantId: string,
  listed: readonly MovementRow[],
): Promise<Movement[]> {
  const sql = balancesIn(rows.dataSource.getMetadata(MovementRow).tablePath);
  const itemIds = [...new Set(listed.map(({ itemId }) => itemId))];
  const last = listed.reduce((latest, { effectiveAt }) => (effectiveAt > latest ? effectiveAt : latest), '');
  const ids = listed.map(({ id }) => id);
  const found = ids.length === 0 ? [] : await rows.query<Balances[]>(sql, [tenantId, itemIds, last, ids]);
  const balances = new Map(found.map((balance) => [balance.id, balance]));
  return listed.map((row) => movementOf(row, balances.get(row.id)));
}

export function movementOf(row: MovementRow, balances: Balances | undefined): Movement {
  if (!balances) throw new Error(`movement ${row.id} is not among those that its balance is the sum of`);
  return {
    id: row.id,
    transactionId: row.transactionId,
    itemId: row.itemId,
    locationId: row.locationId,
    lotNumber: row.lotNumber,
    kind: row.kind,
    quantity: row.quantity,
    unit: row.unit,
    stockQuantity: row.stockQuantity,
    unitCost: row.unitCost,
    value: null,
    valueWhenRecorded: row.valueWhenRecorded,
    reference: row.reference,
    note: row.note,
    reason: row.reason,
    effectiveAt: row.effectiveAt,
    recordedAt: row.recordedAt,
    actor: row.actorId,
    reverses: row.reverses,
    reversedBy: balances.reversed_by,
    balanceAfter: balances.of_place,
    itemBalanceAfter: balances.of_item,
  };
}
