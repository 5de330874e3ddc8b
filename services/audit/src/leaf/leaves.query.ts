import { setTimeout as delay } from 'node:timers/promises';
import type { TenantReader } from '#libs/read-models';

/** Where an event's leaf stands in the tree of its organisation. */
export interface Leaf {
  readonly position: string;
  readonly index: number;
}

const LEAVES = `SELECT position, index FROM audit.leaf WHERE tenant_id = $1 AND position = ANY ($2)`;

const LOOK_EVERY_MS = 10;

/**
 * The leaves at these positions. The tree and the trail follow the log each for itself, so an entry may be there before
 * its leaf: what is missing is waited for, until `until` (as `performance.now` counts); then it is left out.
 */
export async function readLeaves(
  reader: Pick<TenantReader, 'query'>,
  tenantId: string,
  positions: ReadonlySet<string>,
  until: number,
): Promise<readonly Leaf[]> {
  if (positions.size === 0) return [];
  for (;;) {
    const leaves = await reader.query(tenantId, (rows) => rows.query<Leaf[]>(LEAVES, [tenantId, [...positions]]));
    if (leaves.length === positions.size || performance.now() >= until) return leaves;
    await delay(LOOK_EVERY_MS);
  }
}
