import { createHash } from 'node:crypto';
import type { ClientBase, Pool } from 'pg';
import type { TableChanges } from '../slots/fold';
import { type CheckpointMove, MOVE_CHECKPOINT, moveParameters, whyNotMoved } from '../slots/slot-record';

interface Prepared {
  readonly name: string;
  readonly text: string;
}

/**
 * One statement that moves a checkpoint and, if it was moved, writes the rows of its batch: a batch takes one round
 * trip. Each combination of tables has its own statement, prepared once on each connection. Postgres refuses it if a
 * table with a second unique index loses one row and gets another with the same value; the batch is then written part
 * by part.
 */
export class BatchWrite {
  private readonly known = new Map<string, Prepared>();

  /**
   * @throws OwnershipLost, CheckpointUndone, or any other error that kept Postgres from writing or answering; the batch
   * is then written whole or not at all
   */
  async run(db: Pick<ClientBase | Pool, 'query'>, move: CheckpointMove, given: readonly TableChanges[]): Promise<void> {
    // The tables are sorted, so that their order makes no further statement: each connection keeps a plan for each one.
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
