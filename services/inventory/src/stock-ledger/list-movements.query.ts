import type { EntityManager } from 'typeorm';
import { DomainError } from '#contracts/errors';
import type { GetMovement, Movement } from '#contracts/inventory/get-movement';
import type { ListItemMovements } from '#contracts/inventory/list-item-movements';
import type { ListMovements } from '#contracts/inventory/list-movements';
import type { Page } from '#contracts/list-request';
import { atLeast, atMost, equals, listPage, type ListDeclaration } from '#libs/read-models';
import type { QueryContext } from '#libs/runtime';
import { ItemRow } from '../item/item.entity';
import { MovementRow } from './movement.entity';

const movements: ListDeclaration<MovementRow> = {
  name: 'movements',
  entity: MovementRow,
  sort: ['effectiveAt', 'recordedAt', 'position', 'ordinal'],
  order: '-effectiveAt',
  filters: {
    itemId: equals('itemId'),
    locationId: equals('locationId'),
    transactionId: equals('transactionId'),
    lotNumber: equals('lotNumber'),
    kind: equals('kind'),
    from: atLeast('effectiveAt'),
    to: atMost('effectiveAt'),
  },
};

/** Balances count movements in order of effective time, then of recording, then within the transaction. */
const balancesIn = (view: string) => `
  SELECT m.id, balance.of_item, balance.of_place
    FROM ${view} m
   CROSS JOIN LATERAL (
     SELECT sum(earlier.stock_quantity) AS of_item,
            sum(earlier.stock_quantity) FILTER (
              WHERE earlier.location_id = m.location_id AND earlier.lot_number IS NOT DISTINCT FROM m.lot_number
            ) AS of_place
       FROM ${view} earlier
      WHERE earlier.tenant_id = m.tenant_id
        AND earlier.item_id = m.item_id
        AND (earlier.effective_at, earlier.position, earlier.ordinal) <= (m.effective_at, m.position, m.ordinal)
   ) balance
   WHERE m.tenant_id = $1 AND m.id = ANY ($2::uuid[])`;

interface Balances {
  readonly id: string;
  readonly of_item: string;
  readonly of_place: string;
}

export async function listMovements(
  query: ListMovements | ListItemMovements,
  { rows, context }: QueryContext,
): Promise<Page<Movement>> {
  const page = await listPage(rows, movements, { ...query, sort: totalOrder(query) } as ListMovements);
  return { ...page, items: await withBalances(rows, context.tenantId, page.items) };
}

export async function listItemMovements(query: ListItemMovements, given: QueryContext): Promise<Page<Movement>> {
  const item = { tenantId: given.context.tenantId, itemId: query.itemId };
  if (!(await given.rows.existsBy(ItemRow, item))) throw new DomainError('NOT_FOUND', 'There is no such item');
  return listMovements(query, given);
}

export async function getMovement({ movementId }: GetMovement, { rows, context }: QueryContext): Promise<Movement> {
  const { tenantId } = context;
  const row = await rows.findOneBy(MovementRow, { tenantId, id: movementId });
  const [movement] = row ? await withBalances(rows, tenantId, [row]) : [];
  if (!movement) throw new DomainError('NOT_FOUND', 'There is no such movement');
  return movement;
}

/** Movements of one moment stand in the order in which they count. A cursor has the whole order in it. */
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
  const found = await rows.query<Balances[]>(sql, [tenantId, listed.map(({ id }) => id)]);
  const balances = new Map(found.map((balance) => [balance.id, balance]));
  return listed.map((row) => ({
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
    valueWhenRecorded: null,
    reference: row.reference,
    note: row.note,
    reason: row.reason,
    effectiveAt: row.effectiveAt,
    recordedAt: row.recordedAt,
    actor: row.actorId,
    reverses: null,
    reversedBy: null,
    balanceAfter: balances.get(row.id)?.of_place ?? row.stockQuantity,
    itemBalanceAfter: balances.get(row.id)?.of_item ?? row.stockQuantity,
  }));
}
