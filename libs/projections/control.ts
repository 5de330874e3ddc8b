import type { ClientBase, Pool } from 'pg';
import type { ParkedReference } from './parking';
import { CommandRefused, type OwnedProjection } from './owned-projection';
import { TablesBusy } from './slot-admin';
import type { VersionedName } from './slot-record';

/** What operators ask for, from whatever process, reaches the owner through a table; this says that something is there. */
export const CONTROL_CHANNEL = 'engine_projection_control';

export type ControlCommand =
  | { readonly command: 'rebuild'; readonly arguments: { readonly promote: boolean } }
  | {
      readonly command: 'pause' | 'resume' | 'cancel' | 'promote' | 'rollback' | 'drop';
      readonly arguments: Record<string, never>;
    }
  | { readonly command: 'retry'; readonly arguments: { readonly parkedId: string } }
  | { readonly command: 'skip'; readonly arguments: { readonly parkedId: string; readonly by: string } };

export type AskedCommand = ControlCommand & VersionedName & { readonly id: number };

type Queryable = Pick<ClientBase | Pool, 'query'>;

/** What is asked of these projections and not yet begun, in order; each is marked as taken. */
export async function takeCommands(db: Queryable, versions: readonly VersionedName[]): Promise<AskedCommand[]> {
  const answer = await db.query<AskedCommand>(
    `UPDATE engine.projection_control c
        SET taken_at = clock_timestamp()
       FROM unnest($1::text[], $2::int[]) AS owned (name, version)
      WHERE c.name = owned.name AND c.version = owned.version AND c.done_at IS NULL AND c.taken_at IS NULL
      RETURNING c.id, c.name, c.version, c.command, c.arguments`,
    [versions.map(({ name }) => name), versions.map(({ version }) => version)],
  );
  return answer.rows.toSorted((one, other) => one.id - other.id);
}

/** Carries a command out, and records what became of it for who has asked. */
export async function carryOut(pool: Pool, owned: OwnedProjection, asked: AskedCommand): Promise<void> {
  let refused: string | null = null;
  try {
    await owned.serially(() => execute(pool, owned, asked));
  } catch (error) {
    if (!(error instanceof CommandRefused || error instanceof TablesBusy)) {
      await finish(pool, asked, 'it failed; see the log of the service');
      throw error;
    }
    refused = error.message;
  }
  await finish(pool, asked, refused);
}

async function execute(pool: Pool, owned: OwnedProjection, asked: ControlCommand): Promise<void> {
  switch (asked.command) {
    case 'rebuild':
      return owned.rebuild(asked.arguments);
    case 'pause':
      return owned.pause();
    case 'resume':
      return owned.resume();
    case 'cancel':
      return owned.cancel();
    case 'promote':
      return owned.promote();
    case 'rollback':
      return owned.rollback();
    case 'drop':
      return owned.drop();
    case 'retry':
      return owned.retry((await parkedById(pool, asked.arguments.parkedId)).key);
    case 'skip':
      return owned.skip(await parkedById(pool, asked.arguments.parkedId), asked.arguments.by);
  }
}

async function parkedById(db: Queryable, id: string): Promise<ParkedReference> {
  const answer = await db.query<ParkedReference>(
    `SELECT id, key, position, event_id AS "eventId", stream, revision, attempts
       FROM engine.parked_event WHERE id = $1`,
    [id],
  );
  if (!answer.rows[0]) throw new CommandRefused('the event is not parked any more');
  return answer.rows[0];
}

async function finish(db: Queryable, { id }: AskedCommand, refused: string | null): Promise<void> {
  await db.query(`UPDATE engine.projection_control SET done_at = clock_timestamp(), refused = $2 WHERE id = $1`, [
    id,
    refused,
  ]);
}
