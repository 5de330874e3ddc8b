import type { EntityManager } from 'typeorm';
import { moneyUnits } from '../value/movement-value';
import type { LedgerEntry } from './ledger-fold';
import { momentOf } from './ledger-place';
import {
  foldedLedgers,
  isRestatedSince,
  ledgerPaths,
  stateParameters,
  type LedgerMoments,
} from './ledger-states.query';
import { emptyRoll, rollIn, type Roll } from './value-roll';

/** A period: after `from` and up to `to`. */
export interface FlowPeriod {
  readonly from: string;
  readonly to: string;
  readonly knownAt: string | null;
}

/** The value that came in and went out of an item, or of its share at one location. */
export interface ValueFlow extends Pick<Roll, 'in' | 'out'> {
  readonly itemId: string;
  /** Null for the item as a whole, of which a transfer is no flow. */
  readonly locationId: string | null;
}

interface FlowRow {
  readonly itemId: string;
  readonly locationId: string | null;
  readonly in: string;
  readonly out: string;
}

/** The movements of a period in ledgers that were not restated since they were known. */
const flowsIn = ({ heads, blocks, movements }: ReturnType<typeof ledgerPaths>, isByLocation: boolean) => `
  SELECT head.item_id AS "itemId", ${isByLocation ? 'movement.location_id' : 'NULL::uuid'} AS "locationId",
         sum(greatest(entry.value, 0) + greatest(entry.settled, 0)) AS "in",
         sum(greatest(-entry.value, 0) + greatest(-entry.settled, 0)) AS "out"
    FROM ${heads} head
    JOIN ${blocks} block
      ON block.tenant_id = $1 AND block.item_id = head.item_id AND block.first_place < $4
     AND block.effective_ats[cardinality(block.effective_ats)] > $5::timestamptz
   CROSS JOIN LATERAL unnest(
           block.ids, block.effective_ats, block.recorded_ats, block.values, block.settled,
           block.value_after, array_prepend(block.value_before, block.value_after),
           block.item_after, array_prepend(block.item_before, block.item_after)
         ) AS entry(id, effective_at, recorded_at, value, settled, value_after, value_before, item_after, item_before)
    ${isByLocation ? `JOIN ${movements} movement ON movement.tenant_id = $1 AND movement.id = entry.id` : ''}
   WHERE head.tenant_id = $1 AND NOT ${isRestatedSince('head')}
     AND entry.effective_at > $5::timestamptz AND entry.effective_at <= $2::timestamptz
     AND entry.recorded_at <= $3::timestamptz
     -- A reversed movement and its reversal leave the totals as they are.
     AND entry.item_after <> entry.item_before
     ${isByLocation ? '' : 'AND entry.value_after - entry.value_before = entry.value + entry.settled'}
   GROUP BY 1, 2`;

/** The flows of a period, by item, or by item and location. */
export async function valueFlows(
  rows: EntityManager,
  tenantId: string,
  { from, to, knownAt }: FlowPeriod,
  isByLocation: boolean,
): Promise<ValueFlow[]> {
  const paths = ledgerPaths(rows);
  const moments: LedgerMoments = { asOf: to, knownAt };
  const found = await rows.query<FlowRow[]>(flowsIn(paths, isByLocation), [
    ...stateParameters(tenantId, moments),
    from,
  ]);
  const flows: ValueFlow[] = found.map((flow) => ({ ...flow, in: moneyUnits(flow.in), out: moneyUnits(flow.out) }));
  if (knownAt === null) return flows;
  const restated = await rows.query<{ itemId: string }[]>(
    `SELECT item_id AS "itemId" FROM ${paths.heads} head WHERE tenant_id = $1 AND restated_at > $2::timestamptz`,
    [tenantId, knownAt],
  );
  const itemIds = restated.map(({ itemId }) => itemId);
  for await (const { itemId, entries } of foldedLedgers(rows, tenantId, moments, itemIds)) {
    const counted = entries.filter(
      (entry) => momentOf(entry.movement.place) > Date.parse(from) && entry.counted !== 0n,
    );
    flows.push(...flowsOf(itemId, counted, isByLocation));
  }
  return flows;
}

function flowsOf(
  itemId: string,
  entries: readonly LedgerEntry<{ readonly locationId: string } & LedgerEntry['movement']>[],
  isByLocation: boolean,
): ValueFlow[] {
  const rolls = new Map<string | null, Roll>();
  for (const { movement, value, settled } of entries) {
    if (!isByLocation && movement.entry.startsWith('~')) continue;
    const at = isByLocation ? movement.locationId : null;
    const roll = rolls.get(at) ?? emptyRoll();
    rolls.set(at, roll);
    rollIn(roll, value, settled);
  }
  return [...rolls].map(([locationId, roll]) => ({ itemId, locationId, in: roll.in, out: roll.out }));
}
