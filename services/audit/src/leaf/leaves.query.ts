import { setTimeout as delay } from 'node:timers/promises';
import type { TenantReader } from '#libs/read-models';

/** The leaf of an event, with its place in the tree of its organisation. */
export interface Leaf {
  readonly position: string;
  readonly index: number;
}

const LEAVES = `SELECT position, index FROM audit.leaf WHERE tenant_id = $1 AND position = ANY ($2)`;

const LOOK_EVERY_MS = 10;

/**
 * The leaves at these positions. Tree and trail follow the log independently, so an entry may precede its leaf: a
 * missing leaf is awaited until `until` (as `performance.now` counts), then left out.
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
