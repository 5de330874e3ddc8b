import { createHash } from 'node:crypto';
import type { ClientBase, Pool } from 'pg';
import type { TableChanges } from '../slots/fold';
import { type CheckpointMove, MOVE_CHECKPOINT, moveParameters, whyNotMoved } from '../slots/slot-record';

interface Prepared {
  readonly name: string;
  readonly text: string;
}

/**
 * One statement that moves a checkpoint and, if it was moved, writes what it stands for: a batch takes one round trip.
 * There is one for every combination of tables; each is prepared once on a connection. Of a table with a second unique
 * index that both loses and gets a row with one value it is refused: then the batch is written part by part.
 */
export class BatchWrite {
  private readonly known = new Map<string, Prepared>();

  /** @throws OwnershipLost; CheckpointUndone; whatever else keeps Postgres from writing: then nothing is written, or all of it */
  async run(db: Pick<ClientBase | Pool, 'query'>, move: CheckpointMove, given: readonly TableChanges[]): Promise<void> {
    // In one order, whichever table was touched first: each combination is a plan that every connection keeps.
    const changes = given.toSorted((one, other) => (one.store.layout.view < other.store.layout.view ? -1 : 1));
    const values = [...moveParameters(move)];
    for (const { store, written, deleted } of changes) {
      if (deleted.length > 0) values.push(...store.keyParameters(deleted));
      if (written.length > 0) values.push(...store.writeParameters(written));
    }
    const { rows } = await db.query<{ moved: boolean }>({ ...this.prepared(changes), values });
    if (!rows[0]?.moved) throw await whyNotMoved(db, move);
  }

  private prepared(changes: readonly TableChanges[]): Prepared {
    const combination = changes
      .map(({ store, written, deleted }) => [store.layout.view, written.length > 0, deleted.length > 0].join())
      .join(';');
    let prepared = this.known.get(combination);
    if (!prepared) {
      const text = statementOf(changes);
      const name = `batch ${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
      this.known.set(combination, (prepared = { name, text }));
    }
    return prepared;
  }
}

const MOVE_PARAMETERS = 12;

function statementOf(changes: readonly TableChanges[]): string {
  const parts = [`moved AS (${MOVE_CHECKPOINT} RETURNING 1)`];
  let offset = MOVE_PARAMETERS;
  for (const { store, written, deleted } of changes) {
    if (deleted.length > 0) {
      parts.push(`part_${parts.length} AS (${store.deleting('moved', offset)})`);
      offset += store.layout.key.length;
    }
    if (written.length > 0) {
      parts.push(`part_${parts.length} AS (${store.writing('moved', offset)})`);
      offset += store.layout.columns.length;
    }
  }
  return `WITH ${parts.join(', ')} SELECT EXISTS (SELECT FROM moved) AS moved`;
}
