import type { ClientBase, Pool } from 'pg';
import { type TableLayout, slotTable } from '#libs/read-models';
import { checksumOf } from '../storage/checksum';
import type { SlotWorker } from './slot-worker';

/** How long two slots may take to meet at one position, to be compared or switched. */
export const MEET_MS = 5_000;

/** Runs `work` while nothing is folded into any of the slots. */
export function betweenAll<Answer>(
  [first, ...others]: readonly SlotWorker[],
  work: () => Promise<Answer>,
): Promise<Answer> {
  return first ? first.between(() => betweenAll(others, work)) : work();
}

/** Whether two slots have the same rows. Not comparable: one is still filled, has parked events or does not keep up. */
export async function compareSlots(
  serving: SlotWorker,
  candidate: SlotWorker,
  pool: Pool,
  layouts: readonly TableLayout[],
): Promise<'same' | 'different' | 'not comparable'> {
  if (!serving.record.filled) return 'not comparable';
  const client = await pool.connect();
  try {
    const comparable = await atOnePosition(serving, candidate, async () => {
      if (serving.hasParked || candidate.hasParked) return false;
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      // Takes the snapshot. Both slots may be folded on while the rows of this moment are read.
      await client.query('SELECT');
      return true;
    });
    if (!comparable) return 'not comparable';
    const [one, other] = [await checksum(client, serving, layouts), await checksum(client, candidate, layouts)];
    return one === other ? 'same' : 'different';
  } finally {
    client.release(true);
  }
}

function checksum(client: ClientBase, { record }: SlotWorker, layouts: readonly TableLayout[]): Promise<string> {
  const tables = layouts.map((layout) => ({ schema: layout.schema, name: slotTable(layout, record.slot) }));
  return checksumOf(client, tables);
}

/** Runs `work` while both stand at the same position. Answers false when they cannot meet. */
function atOnePosition(one: SlotWorker, other: SlotWorker, work: () => Promise<boolean>): Promise<boolean> {
  return betweenAll([one, other], async () => {
    const target = one.position > other.position ? one.position : other.position;
    const met = (await one.foldTo(target, MEET_MS)) && (await other.foldTo(target, MEET_MS));
    return met && work();
  });
}
