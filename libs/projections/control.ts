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

/** A projection that a process owns, and the fence that it owns it with. */
export type OwnedVersion = VersionedName & { readonly fence: number };

/** What became of a command so far. */
export interface Standing {
  readonly done: boolean;
  readonly refused: string | null;
  /** Another process owns the projection than the one that has begun to carry it out. */
  readonly takerGone: boolean;
}

type Queryable = Pick<ClientBase | Pool, 'query'>;

/** Leaves a command for the owner; where the operation has asked before, that one stands, whatever became of it. */
export async function askOnce(
  db: Queryable,
  asked: ControlCommand & VersionedName & { readonly operationId: string },
): Promise<void> {
  await db.query(
    `INSERT INTO engine.projection_control (name, version, command, arguments, operation_id)
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (operation_id) DO NOTHING`,
    [asked.name, asked.version, asked.command, asked.arguments, asked.operationId],
  );
  await db.query(`NOTIFY ${CONTROL_CHANNEL}`);
}

/** Undefined when it was taken back. */
export async function standingOf(db: Queryable, operationId: string): Promise<Standing | undefined> {
  const { rows } = await db.query<Standing>(
    `SELECT c.done_at IS NOT NULL AS done, c.refused,
            c.taken_fence IS NOT NULL AND c.taken_fence IS DISTINCT FROM p.fence AS "takerGone"
       FROM engine.projection_control c
       LEFT JOIN engine.projection p USING (name, version)
      WHERE c.operation_id = $1`,
    [operationId],
  );
  return rows[0];
}

/** Takes a command back that nobody has taken up: nothing was done, and it may be asked for again. */
export async function withdraw(db: Queryable, operationId: string): Promise<boolean> {
  const answer = await db.query(
    'DELETE FROM engine.projection_control WHERE operation_id = $1 AND done_at IS NULL AND taken_at IS NULL',
    [operationId],
  );
  return answer.rowCount === 1;
}

/**
 * Ends a command that was begun by an owner who is gone. How far it came nobody knows, and to carry it out again might do
 * it twice (a pause would pause what serves too), so that a person has to look.
 */
export async function giveUp(db: Queryable, operationId: string): Promise<void> {
  await db.query(
    `UPDATE engine.projection_control c
        SET done_at = clock_timestamp(),
            refused = 'the process that carried it out has ended meanwhile; look at the state, and ask again'
      WHERE c.operation_id = $1 AND c.done_at IS NULL AND c.taken_at IS NOT NULL
        AND NOT EXISTS (SELECT FROM engine.projection p
                         WHERE p.name = c.name AND p.version = c.version AND p.lease_until > clock_timestamp()
                           AND p.fence = coalesce(c.taken_fence, p.fence))`,
    [operationId],
  );
}

/** What is asked of these projections and not yet begun, in order; each is marked as taken. */
export async function takeCommands(db: Queryable, owned: readonly OwnedVersion[]): Promise<AskedCommand[]> {
  const answer = await db.query<AskedCommand>(
    `UPDATE engine.projection_control c
        SET taken_at = clock_timestamp(), taken_fence = owned.fence
       FROM unnest($1::text[], $2::int[], $3::bigint[]) AS owned (name, version, fence)
      WHERE c.name = owned.name AND c.version = owned.version AND c.done_at IS NULL AND c.taken_at IS NULL
      RETURNING c.id, c.name, c.version, c.command, c.arguments`,
    [owned.map(({ name }) => name), owned.map(({ version }) => version), owned.map(({ fence }) => fence)],
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
  await db.query(
    `UPDATE engine.projection_control SET done_at = clock_timestamp(), refused = $2 WHERE id = $1 AND done_at IS NULL`,
    [id, refused],
  );
}
