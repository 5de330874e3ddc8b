import type { EntityManager } from 'typeorm';
import { momentIn, numbersIn } from './ledger-block.entity';
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

/** In money's last place. */
interface FlowRow {
  readonly itemId: string;
  readonly locationId: string | null;
  readonly in: string;
  readonly out: string;
}

/** The movements of a period in ledgers that were not restated since they were known. */
const flowsIn = ({ heads, blocks, movements }: ReturnType<typeof ledgerPaths>, isByLocation: boolean) => `
  SELECT head.item_id AS "itemId", ${isByLocation ? 'movement.location_id' : 'NULL::uuid'} AS "locationId",
         sum(greatest(entry.value, 0) + greatest(entry.settlement, 0)) AS "in",
         sum(greatest(-entry.value, 0) + greatest(-entry.settlement, 0)) AS "out"
    FROM ${heads} head
    JOIN ${blocks} block
      ON block.tenant_id = $1 AND block.item_id = head.item_id AND block.first_place < $4
     AND split_part(block.effective_ats, ' ', -1)::numeric > ${momentIn('$5')}
   CROSS JOIN LATERAL unnest(
           string_to_array(block.ids, ' '), ${numbersIn('block.effective_ats')}, ${numbersIn('block.recorded_ats')},
           ${numbersIn('block.values')}, ${numbersIn('block.settled')},
           ${numbersIn('block.value_after')}, ${numbersIn("block.value_before * 10000 || ' ' || block.value_after")},
           ${numbersIn('block.item_after')}, ${numbersIn("block.item_before * 1000 || ' ' || block.item_after")}
         ) AS listed(id, effective_at, recorded_at, value, settled, value_after, value_before, item_after, item_before)
   CROSS JOIN LATERAL (SELECT listed.*, coalesce(listed.settled, 0) AS settlement) AS entry
    ${isByLocation ? `JOIN ${movements} movement ON movement.tenant_id = $1 AND movement.id = entry.id::uuid` : ''}
   WHERE head.tenant_id = $1 AND NOT ${isRestatedSince('head')}
     AND entry.effective_at > ${momentIn('$5')} AND entry.effective_at <= ${momentIn('$2')}
     AND entry.recorded_at <= ${momentIn('$3')}
     -- A reversed movement and its reversal leave the totals as they are.
     AND entry.item_after <> entry.item_before
     ${isByLocation ? '' : 'AND entry.value_after - entry.value_before = entry.value + entry.settlement'}
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
  const flows: ValueFlow[] = found.map((flow) => ({ ...flow, in: BigInt(flow.in), out: BigInt(flow.out) }));
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
