import type { EntityManager } from 'typeorm';
import type { CostMethod } from '#contracts/inventory/item-events';
import { quantityText } from '#contracts/values/amounts';
import { viewOf } from '#libs/read-models';
import { moneyText } from '../value/movement-value';
import { noStock } from '../value/value-state';
import { CostMethodChangeRow } from './cost-method-change.entity';
import { ItemValueRow } from './item-value.entity';
import { LedgerBlockRow, momentIn, moneyAt, numbersIn, quantityAt } from './ledger-block.entity';
import { foldLedger, type FoldedMethod, type FoldedMovement, type LedgerEntry } from './ledger-fold';
import { AFTER_ALL, afterMoment } from './ledger-place';
import { MovementRow } from './movement.entity';
import { PlaceBalanceRow } from './place-balance.entity';

/** The history that a question is about, inclusive; null: all of it. */
export interface LedgerMoments {
  /** By effective time. */
  readonly asOf: string | null;
  /** By time of recording. */
  readonly knownAt: string | null;
}

/** The stock and value of an item after some of its movements. */
export interface LedgerState {
  readonly itemId: string;
  readonly onHand: string;
  readonly value: string;
}

export const ledgerPaths = (rows: EntityManager) => ({
  heads: viewOf(rows, ItemValueRow),
  blocks: viewOf(rows, LedgerBlockRow),
  movements: viewOf(rows, MovementRow),
  methods: viewOf(rows, CostMethodChangeRow),
  balances: viewOf(rows, PlaceBalanceRow),
});

/** The parameters of `ledgerStateIn`: $1 the organisation, $2 the moment, $3 that of recording, $4 the end of the places. */
export function stateParameters(tenantId: string, { asOf, knownAt }: LedgerMoments): unknown[] {
  return [
    tenantId,
    asOf ?? 'infinity',
    knownAt ?? 'infinity',
    asOf === null ? AFTER_ALL : afterMoment(Date.parse(asOf)),
  ];
}

/**
 * The state of the ledger of `head` at two times, a row of at most one: that after the last movement which counts. In a
 * ledger that has not been restated since, the movements recorded by then come before all others, so a search by halves
 * finds the last one by either time.
 */
export function ledgerStateIn(blocks: string, head: string): string {
  return `
    SELECT ${quantityAt('block.item_after', 'place.at')} AS on_hand, ${moneyAt('block.value_after', 'place.at')} AS value
      FROM (
        SELECT *
          FROM ${blocks} block
         WHERE block.tenant_id = $1 AND block.item_id = ${head}.item_id
           AND block.first_place < $4 AND block.first_recorded_at <= $3::timestamptz
         ORDER BY block.first_place DESC
         LIMIT 1
      ) block
     CROSS JOIN LATERAL (
       SELECT least(width_bucket(${momentIn('$2')}, ${numbersIn('block.effective_ats')}),
                    width_bucket(${momentIn('$3')}, ${numbersIn('block.recorded_ats')})) AS at
     ) place`;
}

/** Whether the ledger of `head` was restated after the time of recording: then its movements of then are folded. */
export const isRestatedSince = (head: string) => `coalesce(${head}.restated_at > $3::timestamptz, false)`;

/** The states of items at two times. Of one that had no movement yet there is none. */
export async function ledgerStates(
  rows: EntityManager,
  tenantId: string,
  moments: LedgerMoments,
  itemIds: readonly string[] | null,
): Promise<LedgerState[]> {
  const { heads, blocks } = ledgerPaths(rows);
  const isNow = moments.asOf === null && moments.knownAt === null;
  const found = await rows.query<(LedgerState & { isRestated: boolean })[]>(
    isNow
      ? `SELECT item_id AS "itemId", on_hand AS "onHand", value, false AS "isRestated"
           FROM ${heads} WHERE tenant_id = $1 AND count > 0 AND ($2::uuid[] IS NULL OR item_id = ANY ($2))`
      : `SELECT head.item_id AS "itemId", state.on_hand AS "onHand", state.value, ${isRestatedSince('head')} AS "isRestated"
           FROM ${heads} head
           LEFT JOIN LATERAL (${ledgerStateIn(blocks, 'head')}) state ON NOT ${isRestatedSince('head')}
          WHERE head.tenant_id = $1 AND ($5::uuid[] IS NULL OR head.item_id = ANY ($5))
            AND (state.value IS NOT NULL OR ${isRestatedSince('head')})`,
    isNow ? [tenantId, itemIds] : [...stateParameters(tenantId, moments), itemIds],
  );
  const restated = found.filter(({ isRestated }) => isRestated).map(({ itemId }) => itemId);
  const states: LedgerState[] = found.filter(({ isRestated }) => !isRestated);
  for await (const { itemId, entries, quantity } of foldedLedgers(rows, tenantId, moments, restated)) {
    const last = entries.at(-1);
    if (last) states.push({ itemId, onHand: quantityText(quantity), value: moneyText(last.valueAfter) });
  }
  return states;
}

/** So many movements are read at once. */
const READ_AT_ONCE = 50_000;

interface LocatedMovement extends FoldedMovement {
  readonly itemId: string;
  readonly locationId: string;
}

export interface FoldedLedger {
  readonly itemId: string;
  readonly entries: readonly LedgerEntry<LocatedMovement>[];
  /** On hand after them. */
  readonly quantity: bigint;
}

/** The ledgers of items, folded from the movements that were effective and recorded by then. */
export async function* foldedLedgers(
  rows: EntityManager,
  tenantId: string,
  moments: LedgerMoments,
  itemIds: readonly string[],
): AsyncGenerator<FoldedLedger> {
  if (itemIds.length === 0) return;
  const { heads, movements, methods } = ledgerPaths(rows);
  const sizes = await rows.query<{ itemId: string; count: number; firstMethod: CostMethod }[]>(
    `SELECT item_id AS "itemId", count, first_method AS "firstMethod"
       FROM ${heads} WHERE tenant_id = $1 AND item_id = ANY ($2::uuid[])`,
    [tenantId, itemIds],
  );
  for (const together of portions(sizes)) {
    const asked = [...stateParameters(tenantId, moments), together.map(({ itemId }) => itemId)];
    const bounds = `tenant_id = $1 AND item_id = ANY ($5::uuid[]) AND place < $4 AND effective_at <= $2::timestamptz
      AND recorded_at <= $3::timestamptz`;
    const moved = await rows.query<LocatedMovement[]>(
      `SELECT item_id AS "itemId", location_id AS "locationId", id, place, entry, reverses, value_when_recorded AS "valueWhenRecorded",
              settled_when_recorded AS "settledWhenRecorded"
         FROM ${movements} WHERE ${bounds} ORDER BY item_id, place`,
      asked,
    );
    const changed = await rows.query<(FoldedMethod & { itemId: string })[]>(
      `SELECT item_id AS "itemId", id, place, cost_method AS "costMethod" FROM ${methods} WHERE ${bounds}`,
      asked,
    );
    const [movementsOf, methodsOf] = [byItem(moved), byItem(changed)];
    for (const { itemId, firstMethod } of together) {
      const state = noStock(firstMethod);
      const given = { movements: movementsOf.get(itemId) ?? [], methods: methodsOf.get(itemId) ?? [] };
      const entries = foldLedger({ state, ...given });
      yield { itemId, entries, quantity: state.quantity };
    }
  }
}

function byItem<Row extends { readonly itemId: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const grouped = new Map<string, Row[]>();
  for (const row of rows) {
    const ofItem = grouped.get(row.itemId);
    if (ofItem) ofItem.push(row);
    else grouped.set(row.itemId, [row]);
  }
  return grouped;
}

/** Items whose movements are read together. */
function portions<Item extends { readonly count: number }>(items: readonly Item[]): Item[][] {
  const all: Item[][] = [];
  let left = 0;
  for (const item of items) {
    if (left < item.count) {
      all.push([]);
      left = READ_AT_ONCE;
    }
    all.at(-1)?.push(item);
    left -= item.count;
  }
  return all;
}

/** The cost methods of items at two times. */
export async function costMethods(
  rows: EntityManager,
  tenantId: string,
  moments: LedgerMoments,
  itemIds: readonly string[],
): Promise<Map<string, CostMethod>> {
  const { heads, methods } = ledgerPaths(rows);
  const found = await rows.query<{ itemId: string; costMethod: CostMethod }[]>(
    `SELECT head.item_id AS "itemId", coalesce(change.cost_method, head.first_method) AS "costMethod"
       FROM ${heads} head
       LEFT JOIN LATERAL (
         SELECT cost_method
           FROM ${methods} change
          WHERE change.tenant_id = $1 AND change.item_id = head.item_id AND change.place < $4
            AND change.effective_at <= $2::timestamptz AND change.recorded_at <= $3::timestamptz
          ORDER BY change.place DESC
          LIMIT 1
       ) change ON true
      WHERE head.tenant_id = $1 AND head.item_id = ANY ($5::uuid[])`,
    [...stateParameters(tenantId, moments), itemIds],
  );
  return new Map(found.map(({ itemId, costMethod }) => [itemId, costMethod]));
}
