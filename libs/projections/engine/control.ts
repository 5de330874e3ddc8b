import { setTimeout as delay } from 'node:timers/promises';
import type { ClientBase, Pool } from 'pg';
import type { Ownership } from './lease';
import type { ParkedReference } from '../slots/parking';
import type { OwnedProjection } from './owned-projection';
import { CommandRefused } from './problems';
import { TablesBusy } from '../slots/slot-admin';
import { type VersionedName, isOwned } from '../slots/slot-record';

/**
 * Operators' commands reach the owner through a table, from any process. A notification on this channel says that a
 * command is there.
 */
export const CONTROL_CHANNEL = 'engine_projection_control';

export type ControlCommand =
  | { readonly command: 'rebuild'; readonly arguments: { readonly promote: boolean } }
  | {
      readonly command: 'pause' | 'resume' | 'cancel' | 'promote' | 'rollback' | 'drop';
      readonly arguments: Record<string, never>;
    }
  | { readonly command: 'retry'; readonly arguments: { readonly parkedId: string } }
  | { readonly command: 'skip'; readonly arguments: { readonly parkedId: string; readonly by: string } };

/** A command that an owner has taken up, with the fence of that owner. */
type AskedCommand = ControlCommand & Ownership & { readonly id: number };

/** The state of a command. */
export interface Standing {
  readonly done: boolean;
  readonly refused: string | null;
  /** The projection has another owner than the one that took up the command. */
  readonly takerGone: boolean;
}

/** The pause after a fault before the outcome of a command is stored again. */
const FINISH_AGAIN_MS = 1_000;

type Queryable = Pick<ClientBase | Pool, 'query'>;

/**
 * Leaves a command for the owner. If the operation has asked before, its earlier command stands, whatever the outcome.
 */
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

/** Undefined when the command was withdrawn. */
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

/**
 * Withdraws a command that no process has taken up: nothing was done, and it may be asked for again. False if it was
 * taken up.
 */
export async function withdraw(db: Queryable, operationId: string): Promise<boolean> {
  const answer = await db.query(
    'DELETE FROM engine.projection_control WHERE operation_id = $1 AND done_at IS NULL AND taken_at IS NULL',
    [operationId],
  );
  return answer.rowCount === 1;
}

/**
 * Ends a command that was begun by an owner who is gone. Nobody knows how far it came, and carrying it out again might
 * do it twice (a second pause would pause the serving slot too). So a person has to look.
 */
export async function giveUp(db: Queryable, operationId: string): Promise<void> {
  await db.query(
    `UPDATE engine.projection_control c
        SET done_at = clock_timestamp(),
            refused = 'the process that carried it out has ended meanwhile; look at the state, and ask again'
      WHERE c.operation_id = $1 AND c.done_at IS NULL AND c.taken_at IS NOT NULL
        AND NOT EXISTS (SELECT FROM engine.projection p
                         WHERE p.name = c.name AND p.version = c.version AND ${isOwned('p')}
                           AND p.fence = coalesce(c.taken_fence, p.fence))`,
    [operationId],
  );
}

/**
 * Takes the commands for these projections that are not begun yet, in order, and marks them as taken. A command that
 * the same owner has marked already, and that is not among the `begun` ones, was taken by a statement whose answer was
 * lost.
 */
async function takeCommands(
  db: Queryable,
  owned: readonly Ownership[],
  begun: readonly number[],
): Promise<AskedCommand[]> {
  const answer = await db.query<AskedCommand>(
    `UPDATE engine.projection_control c
        SET taken_at = clock_timestamp(), taken_fence = owned.fence
       FROM unnest($1::text[], $2::int[], $3::bigint[]) AS owned (name, version, fence)
      WHERE c.name = owned.name AND c.version = owned.version AND c.done_at IS NULL
        AND (c.taken_at IS NULL OR c.taken_fence = owned.fence AND c.id <> ALL ($4::bigint[]))
      RETURNING c.id, c.name, c.version, c.command, c.arguments, c.taken_fence AS fence`,
    [owned.map(({ name }) => name), owned.map(({ version }) => version), owned.map(({ fence }) => fence), begun],
  );
  return answer.rows.toSorted((one, other) => one.id - other.id);
}

/** Puts back commands that were taken and not begun, for the next owner. */
async function putBack(db: Queryable, taken: readonly AskedCommand[]): Promise<void> {
  await db.query(
    `UPDATE engine.projection_control c
        SET taken_at = NULL, taken_fence = NULL
       FROM unnest($1::bigint[], $2::bigint[]) AS t (id, fence)
      WHERE c.id = t.id AND c.taken_fence = t.fence AND c.done_at IS NULL`,
    [taken.map(({ id }) => id), taken.map(({ fence }) => fence)],
  );
}

export interface CommandsOptions {
  readonly pool: Pool;
  /** By name. */
  readonly owned: ReadonlyMap<string, OwnedProjection>;
  readonly onFault: (error: unknown) => void;
}

/**
 * Carries out the commands for the projections that a process owns: each command once, with the outcome stored for its
 * asker.
 */
export class Commands {
  private readonly begun = new Map<number, Promise<void>>();
  private looking: Promise<void> | undefined;
  private again = false;
  private closed = false;

  constructor(private readonly options: CommandsOptions) {}

  /** Looks for commands. A call during a look makes it look once more, for commands that came since it began. */
  look(): Promise<void> {
    this.again = this.looking !== undefined;
    this.looking ??= this.lookOn().finally(() => (this.looking = undefined));
    return this.looking;
  }

  /** Takes up no more commands, and waits for those under way. */
  async close(): Promise<void> {
    this.closed = true;
    await this.looking?.catch(() => undefined);
    await Promise.all(this.begun.values());
  }

  private async lookOn(): Promise<void> {
    const { pool, owned } = this.options;
    do {
      this.again = false;
      const here = [...owned.values()].map(({ ownership }) => ownership);
      if (this.closed || here.length === 0) return;
      const taken = await takeCommands(pool, here, [...this.begun.keys()]);
      const passedOn = taken.filter((asked) => !this.begin(asked));
      if (passedOn.length > 0) await putBack(pool, passedOn);
    } while (this.again);
  }

  /** False if the projection has another owner meanwhile. */
  private begin(asked: AskedCommand): boolean {
    const owned = this.options.owned.get(asked.name);
    if (owned?.fence !== asked.fence) return false;
    const done = this.carryOut(owned, asked).finally(() => this.begun.delete(asked.id));
    this.begun.set(asked.id, done);
    return true;
  }

  private async carryOut(owned: OwnedProjection, asked: AskedCommand): Promise<void> {
    const { pool, onFault } = this.options;
    let refused: string | null = null;
    try {
      await owned.serially(() => execute(pool, owned, asked));
    } catch (error) {
      const refusal = error instanceof CommandRefused || error instanceof TablesBusy;
      refused = refusal ? error.message : 'it failed; see the log of the service';
      if (!refusal) onFault(error);
    }
    // The asker waits for the outcome for as long as this process is alive.
    while (!(await this.finished(asked, refused)) && !this.closed) await delay(FINISH_AGAIN_MS);
  }

  private async finished(asked: AskedCommand, refused: string | null): Promise<boolean> {
    try {
      await finish(this.options.pool, asked, refused);
      return true;
    } catch (error) {
      this.options.onFault(error);
      return false;
    }
  }
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
