import type { Pool } from 'pg';
import type { RecordedEvent, StreamName } from '#libs/event-log';

/** A parked event, with the fields that are needed to read it again. */
export interface ParkedReactorEvent {
  readonly id: string;
  readonly stream: StreamName;
  readonly revision: number;
  readonly eventId: string;
  readonly attempts: number;
}

/** The numbers of a reactor's parked events, and of refusals that nobody has looked at. */
export interface ReactorCounts {
  readonly reactor: string;
  readonly parkedEvents: number;
  readonly parkedStreams: number;
  readonly refused: number;
}

/** The failure of the first event of a stream; later events of the stream wait behind it. */
export interface Failure {
  readonly error: string;
  readonly attempts: number;
  /** Epoch milliseconds. */
  readonly retryAt: number;
}

/** A skipped event is not parked when a new owner starts from before it. */
const PARK = `
  INSERT INTO engine.reactor_parked
         (reactor, stream, position, revision, event_id, event_type, reason, attempts, error, retry_at)
  SELECT $1, e.stream, e.position, e.revision, e.id, e.type,
         CASE WHEN e.number = 1 AND $7::text IS NOT NULL THEN 'poison' ELSE 'behind' END,
         CASE WHEN e.number = 1 THEN $8::int ELSE 0 END,
         CASE WHEN e.number = 1 THEN $7 END,
         CASE WHEN e.number = 1 THEN $9::timestamptz END
    FROM unnest($2::text[], $3::text[], $4::int[], $5::uuid[], $6::text[])
         WITH ORDINALITY AS e (stream, position, revision, id, type, number)
   WHERE NOT EXISTS (SELECT FROM engine.reactor_skipped AS s WHERE s.reactor = $1 AND s.event_id = e.id)
      ON CONFLICT (reactor, position) DO NOTHING`;

const FIRST = `
  SELECT id, stream, revision, event_id AS "eventId", attempts
    FROM engine.reactor_parked
   WHERE reactor = $1 AND stream = $2
   ORDER BY position
   LIMIT 1`;

const DUE = `
  SELECT stream
    FROM (SELECT DISTINCT ON (stream) stream, retry_at
            FROM engine.reactor_parked
           WHERE reactor = $1
           ORDER BY stream, position) AS first
   WHERE retry_at IS NULL OR retry_at <= $2
   ORDER BY retry_at NULLS FIRST
   LIMIT $3`;

const COUNTS = `
  SELECT r.reactor, coalesce(p.events, 0)::int AS "parkedEvents", coalesce(p.streams, 0)::int AS "parkedStreams",
         coalesce(o.refused, 0)::int AS refused
    FROM unnest($1::text[]) AS r (reactor)
    LEFT JOIN (SELECT reactor, count(*) AS events, count(DISTINCT stream) AS streams
                 FROM engine.reactor_parked GROUP BY reactor) AS p USING (reactor)
    LEFT JOIN (SELECT reactor, count(*) AS refused
                 FROM engine.reactor_outcome
                WHERE outcome = 'refused' AND dismissed_at IS NULL AND event_position IS NOT NULL
                GROUP BY reactor) AS o USING (reactor)`;

/** Streams that a reactor could not answer. Connects as the role `opsledger_projector`. */
export class ReactorParking {
  constructor(private readonly pool: Pool) {}

  /** Parks events of one stream in their order; without `failure` all of them are behind an earlier one. */
  async park(reactor: string, events: readonly RecordedEvent[], failure?: Failure): Promise<void> {
    await this.pool.query(PARK, [
      reactor,
      events.map(({ stream }) => stream),
      events.map(({ position }) => position),
      events.map(({ revision }) => revision),
      events.map(({ id }) => id),
      events.map(({ type }) => type),
      failure?.error ?? null,
      failure?.attempts ?? 0,
      failure ? new Date(failure.retryAt) : null,
    ]);
  }

  /** The streams with parked events. */
  async streams(reactor: string): Promise<Set<string>> {
    const { rows } = await this.pool.query<{ stream: string }>(
      'SELECT DISTINCT stream FROM engine.reactor_parked WHERE reactor = $1',
      [reactor],
    );
    return new Set(rows.map(({ stream }) => stream));
  }

  /** The ids of those of these events that an operator has skipped. */
  async skippedOf(reactor: string, events: readonly RecordedEvent[]): Promise<ReadonlySet<string>> {
    const { rows } = await this.pool.query<{ id: string }>(
      'SELECT event_id AS id FROM engine.reactor_skipped WHERE reactor = $1 AND event_id = ANY ($2::uuid[])',
      [reactor, events.map(({ id }) => id)],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Streams whose first event is due for another try. */
  async due(reactor: string, now: number, limit: number): Promise<readonly string[]> {
    const { rows } = await this.pool.query<{ stream: string }>(DUE, [reactor, new Date(now), limit]);
    return rows.map(({ stream }) => stream);
  }

  async first(reactor: string, stream: string): Promise<ParkedReactorEvent | undefined> {
    return (await this.pool.query<ParkedReactorEvent>(FIRST, [reactor, stream])).rows[0];
  }

  async answered(id: string): Promise<void> {
    await this.pool.query('DELETE FROM engine.reactor_parked WHERE id = $1', [id]);
  }

  async failedAgain(id: string, { error, attempts, retryAt }: Failure): Promise<void> {
    await this.pool.query(
      `UPDATE engine.reactor_parked SET reason = 'poison', attempts = $2, error = $3, retry_at = $4 WHERE id = $1`,
      [id, attempts, error, new Date(retryAt)],
    );
  }

  async counts(reactors: readonly string[]): Promise<readonly ReactorCounts[]> {
    return (await this.pool.query<ReactorCounts>(COUNTS, [reactors])).rows;
  }
}
