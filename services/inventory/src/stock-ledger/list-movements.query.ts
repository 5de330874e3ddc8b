import type { EntityManager } from 'typeorm';
import { DomainError } from '#contracts/errors';
import type { GetMovement, Movement } from '#contracts/inventory/get-movement';
import type { ListItemMovements } from '#contracts/inventory/list-item-movements';
import type { ListMovements } from '#contracts/inventory/list-movements';
import type { Page } from '#contracts/declare/list-request';
import { equals, LISTED, listPage, type Filter, type ListDeclaration, viewOf } from '#libs/read-models';
import type { QueryGiven } from '#libs/runtime';
import { ItemRow } from '../item/item.entity';
import { within } from '../location/location.query';
import { LedgerBlockRow, moneyAt, quantityAt } from './ledger-block.entity';
import { afterMoment, beforeMoment, settledPlaceOf } from './ledger-place';
import { MovementRow } from './movement.entity';

/** Movements are listed in the order in which they count; the index on their places answers for a span of time. */
const movements: ListDeclaration<MovementRow> = {
  name: 'movements',
  entity: MovementRow,
  sort: { effectiveAt: 'place', recordedAt: 'recordedAt' },
  order: '-effectiveAt',
  filters: {
    itemId: equals('itemId'),
    locationId: within,
    transactionId: equals('transactionId'),
    lotNumber: equals('lotNumber'),
    kind: equals('kind'),
    from: placedBy('>=', beforeMoment),
    to: placedBy('<=', afterMoment),
  },
};

function placedBy(operator: '>=' | '<=', placeOf: (at: number) => string): Filter<MovementRow, string> {
  const parameter = operator === '>=' ? 'placeFrom' : 'placeTo';
  return Object.assign(
    (query: Parameters<Filter<MovementRow>>[0], moment: string) => {
      query.andWhere(`${LISTED}.place ${operator} :${parameter}`, { [parameter]: placeOf(Date.parse(moment)) });
    },
    { property: 'effectiveAt' as const },
  );
}

/**
 * Movements with value and balances as known now. Each movement is in the last block that begins at or before its place,
 * and a settle row shows what its movement's block has, so the cost does not depend on the length of the history.
 */
const presentIn = ({ blocks, listed }: { readonly blocks: string; readonly listed: string }) => `
  SELECT asked.id, reversal.id AS "reversedBy",
         coalesce(${moneyAt('CASE WHEN asked.settles IS NULL THEN block.values ELSE block.settled END', 'place.at')}, 0.0000)
           AS value,
         ${quantityAt('block.place_after', 'place.at')} AS "balanceAfter",
         ${quantityAt('block.item_after', 'place.at')} AS "itemBalanceAfter"
    FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[]) AS asked(id, settles, item_id, place)
   CROSS JOIN LATERAL (
     SELECT *
       FROM ${blocks} block
      WHERE block.tenant_id = $1 AND block.item_id = asked.item_id AND block.first_place <= asked.place
      ORDER BY block.first_place DESC
      LIMIT 1
   ) block
   CROSS JOIN LATERAL (
     SELECT array_position(string_to_array(block.ids, ' '), coalesce(asked.settles, asked.id)::text) AS at
   ) place
    LEFT JOIN ${listed} reversal ON reversal.tenant_id = $1 AND reversal.reverses = asked.id
   WHERE place.at IS NOT NULL`;

type Present = Pick<Movement, 'id' | 'value' | 'balanceAfter' | 'itemBalanceAfter' | 'reversedBy'>;

export async function listMovements(
  query: ListMovements | ListItemMovements,
  { rows, context }: QueryGiven,
): Promise<Page<Movement>> {
  const page = await listPage(rows, movements, query as ListMovements);
  return { ...page, items: await withPresent(rows, context.tenantId, page.items) };
}

export async function listItemMovements(query: ListItemMovements, given: QueryGiven): Promise<Page<Movement>> {
  const item = { tenantId: given.context.tenantId, itemId: query.itemId };
  if (!(await given.rows.existsBy(ItemRow, item))) throw new DomainError('NOT_FOUND', 'There is no such item');
  return listMovements(query, given);
}

export async function getMovement({ movementId }: GetMovement, { rows, context }: QueryGiven): Promise<Movement> {
  const { tenantId } = context;
  const row = await rows.findOneBy(MovementRow, { tenantId, id: movementId });
  const [movement] = row ? await withPresent(rows, tenantId, [row]) : [];
  if (!movement) throw new DomainError('NOT_FOUND', 'There is no such movement');
  return movement;
}

async function withPresent(rows: EntityManager, tenantId: string, listed: readonly MovementRow[]): Promise<Movement[]> {
  if (listed.length === 0) return [];
  const found = await rows.query<Present[]>(
    presentIn({ blocks: viewOf(rows, LedgerBlockRow), listed: viewOf(rows, MovementRow) }),
    [
      tenantId,
      listed.map(({ id }) => id),
      listed.map(({ settles }) => settles),
      listed.map(({ itemId }) => itemId),
      listed.map(({ place, settles }) => (settles === null ? place : settledPlaceOf(place))),
    ],
  );
  const present = new Map(found.map((each) => [each.id, each]));
  return listed.map((row) => movementOf(row, present.get(row.id)));
}

export function movementOf(row: MovementRow, present: Present | undefined): Movement {
  if (!present) throw new Error(`movement ${row.id} is in no block of its item's ledger`);
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
    value: present.value,
    valueWhenRecorded: row.valueWhenRecorded,
    orderValue: row.orderValue,
    reference: row.reference,
    note: row.note,
    reason: row.reason,
    employeeId: row.employeeId,
    effectiveAt: row.effectiveAt,
    recordedAt: row.recordedAt,
    actor: row.actorId,
    reverses: row.reverses,
    reversedBy: present.reversedBy,
    balanceAfter: present.balanceAfter,
    itemBalanceAfter: present.itemBalanceAfter,
  };
}
