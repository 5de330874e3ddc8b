import type { Pool, PoolClient } from 'pg';
import { START, parsePosition, type Position, type StreamName } from '#libs/event-log';

/** One hold, and the stream that it is on. */
export interface LiveHold {
  readonly owner: StreamName;
  readonly stream: StreamName;
  readonly commandId: string;
  readonly ownerRevision: number;
}

/** Changes of the live holds by reservation events, in order of the log. */
export type HoldChange =
  | { readonly kind: 'held' | 'ended'; readonly position: Position; readonly hold: LiveHold }
  | { readonly kind: 'closed'; readonly position: Position; readonly stream: StreamName };

export interface HoldCheckpoint {
  readonly folded: Position;
  readonly freed: Position;
}

const FIND_CHECKPOINT = 'SELECT folded, freed FROM engine.live_hold_checkpoint WHERE service = $1';
const START_CHECKPOINT = `
  INSERT INTO engine.live_hold_checkpoint (service, folded, freed) VALUES ($1, $2, $2)
      ON CONFLICT (service) DO NOTHING`;
const MOVE_FOLDED = 'UPDATE engine.live_hold_checkpoint SET folded = $2 WHERE service = $1';
const MOVE_FREED = 'UPDATE engine.live_hold_checkpoint SET freed = greatest(freed, $2) WHERE service = $1';

const CLOSE = `
  DELETE FROM engine.live_hold AS h USING unnest($1::text[]) AS c (stream)
   WHERE h.stream = c.stream AND starts_with(h.owner, $2)`;
const END = `
  DELETE FROM engine.live_hold AS h USING unnest($1::text[], $2::text[], $3::uuid[]) AS e (owner, stream, command_id)
   WHERE h.owner = e.owner AND h.stream = e.stream AND h.command_id = e.command_id`;
const HOLD = `
  INSERT INTO engine.live_hold (owner, stream, command_id, owner_revision)
  SELECT * FROM unnest($1::text[], $2::text[], $3::uuid[], $4::bigint[])
      ON CONFLICT (owner, stream, command_id) DO UPDATE SET owner_revision = EXCLUDED.owner_revision`;
const OF_OWNERS = `
  SELECT owner, stream, command_id AS "commandId", owner_revision::float8 AS "ownerRevision"
    FROM engine.live_hold WHERE owner = ANY ($1::text[])`;
const FORGET = 'DELETE FROM engine.live_hold WHERE owner = $1 AND stream = $2 AND owner_revision < $3';

/** The live holds of one service's streams, as a table. Connects as the role `opsledger_projector`. */
export class LiveHolds {
  constructor(
    private readonly pool: Pool,
    private readonly service: string,
  ) {}

  async checkpoint(): Promise<HoldCheckpoint> {
    await this.pool.query(START_CHECKPOINT, [this.service, START]);
    return this.read(this.pool, FIND_CHECKPOINT);
  }

  /**
   * Folds changes that are not folded yet: each once, with any number of replicas. Returns the checkpoint as it is
   * then.
   */
  async fold(changes: readonly HoldChange[], through: Position): Promise<HoldCheckpoint> {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      const known = await this.read(client, `${FIND_CHECKPOINT} FOR UPDATE`);
      if (through > known.folded) {
        await this.apply(
          client,
          changes.filter(({ position }) => position > known.folded),
        );
        await client.query(MOVE_FOLDED, [this.service, through]);
      }
      await client.query('COMMIT');
      client.release();
      return known;
    } catch (error) {
      // Closing the connection rolls back.
      client.release(true);
      throw error;
    }
  }

  /** Values given up until here are released. */
  async moveFreed(position: Position): Promise<void> {
    await this.pool.query(MOVE_FREED, [this.service, position]);
  }

  async ofOwners(owners: readonly string[]): Promise<readonly LiveHold[]> {
    return (await this.pool.query<LiveHold>(OF_OWNERS, [owners])).rows;
  }

  /** Removes holds that were ended, or that the stream does not have, as after a restore of the log. */
  async forget(owner: string, stream: string, decidedBefore: number): Promise<void> {
    await this.pool.query(FORGET, [owner, stream, decidedBefore]);
  }

  private async apply(client: PoolClient, changes: readonly HoldChange[]): Promise<void> {
    const closed = new Set<string>();
    const last = new Map<string, { readonly live: boolean; readonly hold: LiveHold }>();
    for (const change of changes) {
      if (change.kind === 'closed') {
        closed.add(change.stream);
        for (const [key, { hold }] of last) if (hold.stream === change.stream) last.delete(key);
      } else {
        const { owner, stream, commandId } = change.hold;
        last.set(`${owner} ${stream} ${commandId}`, { live: change.kind === 'held', hold: change.hold });
      }
    }
    const ended = [...last.values()].filter(({ live }) => !live).map(({ hold }) => hold);
    const held = [...last.values()].filter(({ live }) => live).map(({ hold }) => hold);
    if (closed.size > 0) await client.query(CLOSE, [[...closed], `${this.service}.`]);
    if (ended.length > 0) await client.query(END, columnsOf(ended));
    if (held.length > 0) await client.query(HOLD, [...columnsOf(held), held.map(({ ownerRevision }) => ownerRevision)]);
  }

  private async read(from: Pick<Pool, 'query'> | PoolClient, statement: string): Promise<HoldCheckpoint> {
    const { rows } = await (from as Pool).query<{ folded: string; freed: string }>(statement, [this.service]);
    const [row] = rows;
    if (!row) throw new Error(`${this.service} has no checkpoint of its live holds`);
    return { folded: parsePosition(row.folded), freed: parsePosition(row.freed) };
  }
}

function columnsOf(holds: readonly LiveHold[]) {
  return [holds.map(({ owner }) => owner), holds.map(({ stream }) => stream), holds.map(({ commandId }) => commandId)];
}
