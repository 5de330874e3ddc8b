import type { Pool, PoolClient } from 'pg';
import { type CheckpointPlace, START, parsePosition, type Position } from '#libs/event-log';
import type { Reactor } from './reactor';

/** The final outcome of one command of a reactor. */
export interface ReactorOutcome {
  readonly eventId: string;
  readonly eventType: string;
  readonly eventPosition: Position;
  readonly stream: string;
  readonly reactor: string;
  /** The name of the command within its event: `Wanted.name`, or the contract's subject. */
  readonly name: string;
  readonly commandId: string;
  readonly tenantId: string;
  readonly outcome: 'done' | 'refused';
  /** The refusal's code. */
  readonly code: string | null;
  /** The position of the command's last event. */
  readonly position: Position | null;
}

/**
 * The position from which a reactor continues, and the number of its owners so far: only the last owner may move the
 * checkpoint.
 */
export interface ReactorOwnership extends CheckpointPlace {
  readonly fence: number;
}

export interface ReactorMove extends CheckpointPlace {
  readonly reactor: string;
  readonly fence: number;
}

/** Those whose locks this connection has now and had not before. */
const TRY_LOCKS = `
  SELECT name FROM unnest($1::text[]) AS wanted (name)
   WHERE pg_try_advisory_lock(hashtextextended('opsledger reactor ' || name, 0))`;
const UNLOCK = `SELECT pg_advisory_unlock(hashtextextended('opsledger reactor ' || $1, 0))`;

const TAKE_OVER_KNOWN = `
  UPDATE engine.reactor_checkpoint SET fence = fence + 1
   WHERE reactor = $1
  RETURNING position, event_id AS "eventId", fence::float8 AS fence`;

const TAKE_OVER = `
  INSERT INTO engine.reactor_checkpoint AS c (reactor, position, fence)
  VALUES ($1, $2, 1)
      ON CONFLICT (reactor) DO UPDATE SET fence = c.fence + 1
  RETURNING c.position, c.event_id AS "eventId", c.fence::float8 AS fence`;

const MOVE = `
  UPDATE engine.reactor_checkpoint
     SET position = $3, event_id = $4, updated_at = now()
   WHERE reactor = $1 AND fence = $2`;

const MOVE_MANY = `
  UPDATE engine.reactor_checkpoint AS c
     SET position = greatest(c.position, m.position),
         event_id = CASE WHEN c.position < m.position THEN m.event_id ELSE c.event_id END, updated_at = now()
    FROM unnest($1::text[], $2::bigint[], $3::text[], $4::uuid[]) AS m (reactor, fence, position, event_id)
   WHERE c.reactor = m.reactor AND c.fence = m.fence
  RETURNING c.reactor`;

const COLUMNS = `event_id AS "eventId", reactor, name, command_id AS "commandId", tenant_id AS "tenantId", outcome, code,
         position, event_type AS "eventType", event_position AS "eventPosition", stream`;

const RECORD = `
  INSERT INTO engine.reactor_outcome
         (event_id, reactor, name, command_id, tenant_id, outcome, code, position, event_type, event_position, stream)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
      ON CONFLICT (event_id, reactor, name) DO NOTHING`;

const FIND_OF_EVENTS = `
  SELECT ${COLUMNS}
    FROM engine.reactor_outcome
   WHERE event_id = ANY ($1::uuid[]) AND reactor = $2`;

/** The checkpoints and outcomes of reactors. Connects as the role `opsledger_projector`. */
export class ReactorStore {
  constructor(private readonly pool: Pool) {}

  /** A connection for locks, which last as long as it does. */
  connect(): Promise<PoolClient> {
    return this.pool.connect();
  }

  /** Locks those of the reactors that nobody has: one statement, however many they are, and also for none. */
  async tryToLock(connection: PoolClient, names: readonly string[]): Promise<readonly string[]> {
    const { rows } = await connection.query<{ name: string }>({
      name: 'lock reactors',
      text: TRY_LOCKS,
      values: [names],
    });
    return rows.map(({ name }) => name);
  }

  /** Makes this process the owner of a reactor that it has locked. The lock belongs to the connection. */
  async own(
    connection: PoolClient,
    { name, from }: Pick<Reactor, 'name' | 'from'>,
  ): Promise<ReactorOwnership | 'not introduced'> {
    const [statement, values] = from === 'start' ? [TAKE_OVER, [name, START]] : [TAKE_OVER_KNOWN, [name]];
    const owned = await connection.query<{ position: string; eventId: string | null; fence: number }>(
      statement,
      values,
    );
    const [row] = owned.rows;
    if (!row) return 'not introduced';
    return { position: parsePosition(row.position), eventId: row.eventId, fence: row.fence };
  }

  async disown(connection: PoolClient, reactor: string): Promise<void> {
    await connection.query(UNLOCK, [reactor]);
  }

  /** False when another owner has taken over since. */
  async moveCheckpoint({ reactor, fence, position, eventId }: ReactorMove): Promise<boolean> {
    return (await this.pool.query(MOVE, [reactor, fence, position, eventId])).rowCount === 1;
  }

  /** Moves several at once, each under its fence and never back. Answers those of which this process is still the owner. */
  async moveCheckpoints(moves: readonly ReactorMove[]): Promise<ReadonlySet<string>> {
    const { rows } = await this.pool.query<{ reactor: string }>({
      name: 'move reactor checkpoints',
      text: MOVE_MANY,
      values: [
        moves.map(({ reactor }) => reactor),
        moves.map(({ fence }) => fence),
        moves.map(({ position }) => position),
        moves.map(({ eventId }) => eventId),
      ],
    });
    return new Set(rows.map(({ reactor }) => reactor));
  }

  async outcomesOf(reactor: string, eventIds: readonly string[]): Promise<readonly ReactorOutcome[]> {
    return (await this.pool.query<ReactorOutcome>(FIND_OF_EVENTS, [eventIds, reactor])).rows;
  }

  /** Records an outcome. The first record of a command stays, even when it is another owner's. */
  async record(of: ReactorOutcome): Promise<ReactorOutcome> {
    const { eventId, reactor, name, commandId, tenantId, outcome, code, position } = of;
    const cause = [of.eventType, of.eventPosition, of.stream];
    const values = [eventId, reactor, name, commandId, tenantId, outcome, code, position, ...cause];
    if ((await this.pool.query(RECORD, values)).rowCount === 1) return of;
    return (await this.outcomesOf(reactor, [eventId])).find((known) => known.name === name) ?? of;
  }
}
