import type { Pool } from 'pg';
import { RequestBatches, type StreamName } from '#libs/event-log';

/** A folded stream at a revision. Never trusted over the log: the reader checks that the log has its event. */
export interface Snapshot {
  readonly revision: number;
  /** The revision of the last event up to it that was a fact of the aggregate. */
  readonly changedRevision: number;
  /** The id of the event at `revision`. */
  readonly lastEventId: string;
  /** JSON text. */
  readonly state: string;
  /** The command memory in consecutive pieces, oldest first; they may overlap. */
  readonly commands: Buffer;
}

export interface NewSnapshot extends Omit<Snapshot, 'commands'> {
  readonly stream: StreamName;
  readonly category: string;
  /** The version of the state's shape. Releases that run side by side each keep a snapshot of their version. */
  readonly version: number;
  /** The commands taken since the snapshot before; */
  readonly commands: Buffer;
  /** that snapshot's revision, or -1 when there was none and these are all that is remembered. */
  readonly commandsAfter: number;
  /** The revision of the oldest command still remembered: pieces before it are removed. */
  readonly oldestCommand: number;
}

interface Wanted {
  readonly stream: StreamName;
  readonly version: number;
}

/** Stores snapshots. They hold nothing personal: streams with personal events have none. */
export interface Snapshots {
  read(stream: StreamName, version: number): Promise<Snapshot | undefined>;
  /** False, and nothing is written, when the commands before these are not stored any more. */
  write(snapshot: NewSnapshot): Promise<boolean>;
  /** Removes a snapshot that the log contradicts, with all its remembered commands. */
  discard(stream: StreamName): Promise<void>;
}

/** Of many streams at once: $1, $2: names and versions. */
const READ = `
  SELECT w.place::integer AS place, s.revision::float8 AS revision, s.changed_revision::float8 AS "changedRevision",
         s.last_event_id AS "lastEventId", s.state,
         coalesce((SELECT string_agg(c.commands, ''::bytea ORDER BY c.through_revision)
                     FROM engine.snapshot_commands AS c
                    WHERE c.stream = w.stream AND c.through_revision <= s.revision), '') AS commands
    FROM unnest($1::text[], $2::integer[]) WITH ORDINALITY AS w (stream, version, place)
   CROSS JOIN LATERAL (
     SELECT * FROM engine.snapshot AS s WHERE s.stream = w.stream AND s.version = w.version LIMIT 1
   ) AS s`;

/**
 * An older snapshot that is written late replaces nothing; its piece of the memory does no harm. A piece is added to
 * those before it, all of which may have been removed since this process wrote them.
 */
const WRITE = `
  WITH memory AS (
    SELECT $10::bigint < $9::bigint OR EXISTS (
             SELECT FROM engine.snapshot_commands WHERE stream = $1 AND through_revision = $10::bigint
           ) AS goes_on
  ), snapshot AS (
    INSERT INTO engine.snapshot AS s (stream, version, category, revision, changed_revision, last_event_id, state)
    SELECT $1, $2, $3, $4, $5, $6, $7 FROM memory WHERE goes_on
        ON CONFLICT (stream, version) DO UPDATE
       SET revision = EXCLUDED.revision, changed_revision = EXCLUDED.changed_revision,
           last_event_id = EXCLUDED.last_event_id, state = EXCLUDED.state, written_at = now()
     WHERE s.revision < EXCLUDED.revision
  ), piece AS (
    INSERT INTO engine.snapshot_commands (stream, through_revision, commands)
    SELECT $1, $4, $8 FROM memory WHERE goes_on
        ON CONFLICT (stream, through_revision) DO NOTHING
  ), forgotten AS (
    DELETE FROM engine.snapshot_commands WHERE stream = $1 AND through_revision < $9::bigint
  ), superseded AS (
    DELETE FROM engine.snapshot WHERE stream = $1 AND version < $2 AND written_at < now() - interval '7 days'
  )
  SELECT goes_on AS written FROM memory`;

const DISCARD = `
  WITH snapshot AS (DELETE FROM engine.snapshot WHERE stream = $1)
  DELETE FROM engine.snapshot_commands WHERE stream = $1`;

/** Snapshots in the schema `engine`. Connects as the role `opsledger_projector`. */
export class PostgresSnapshots implements Snapshots {
  private readonly reads = new RequestBatches<Wanted, Snapshot | undefined>({
    answer: (wanted) => this.readTogether(wanted),
    keyOf: ({ stream, version }) => `${version} ${stream}`,
    most: 256,
    atOnce: 2,
  });

  constructor(private readonly pool: Pool) {}

  read(stream: StreamName, version: number): Promise<Snapshot | undefined> {
    return this.reads.ask({ stream, version });
  }

  async write(snapshot: NewSnapshot): Promise<boolean> {
    const { rows } = await this.pool.query<{ written: boolean }>(WRITE, [
      snapshot.stream,
      snapshot.version,
      snapshot.category,
      snapshot.revision,
      snapshot.changedRevision,
      snapshot.lastEventId,
      snapshot.state,
      snapshot.commands,
      snapshot.oldestCommand,
      snapshot.commandsAfter,
    ]);
    return rows[0]?.written === true;
  }

  async discard(stream: StreamName): Promise<void> {
    await this.pool.query(DISCARD, [stream]);
  }

  private async readTogether(wanted: readonly Wanted[]): Promise<readonly (Snapshot | undefined)[]> {
    const { rows } = await this.pool.query<Snapshot & { readonly place: number }>(READ, [
      wanted.map(({ stream }) => stream),
      wanted.map(({ version }) => version),
    ]);
    const byPlace = new Map(rows.map((row) => [row.place, row]));
    return wanted.map((_, index) => byPlace.get(index + 1));
  }
}
