import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { DomainError } from '#contracts/errors';
import type { ParkedEvent, ParkedKind } from '#contracts/ops/list-parked';
import type { Position } from '#libs/event-log';

export interface ParkedReactions {
  /** Of this reactor alone. */
  readonly reactor?: string;
  readonly kind?: ParkedKind;
  readonly limit: number;
  readonly descending?: boolean;
  /** The last entry of the page before. */
  readonly after?: { readonly position: Position; readonly id: string };
}

/** Parked events, and refusals that nobody has looked at: both are listed for a person. */
const LISTED = `
  SELECT id, 'reactor' AS kind, reactor AS projection, stream AS key, event_id AS "eventId",
         event_type AS "eventType", position, reason, attempts, error, parked_at AS "parkedAt"
    FROM engine.reactor_parked
   UNION ALL
  SELECT id, 'refusal', reactor, stream, event_id, event_type, event_position, 'refused', 1,
         name || ' was refused: ' || code, recorded_at::timestamptz(3)
    FROM engine.reactor_outcome
   WHERE outcome = 'refused' AND dismissed_at IS NULL AND event_position IS NOT NULL`;

/** Makes the first event of the stream due, once for each operation: a repeated operation waits for the same try. */
const MAKE_DUE = `
  UPDATE engine.reactor_parked AS parked
     SET operation_id = CASE WHEN parked.id = due.asked THEN $2 ELSE parked.operation_id END,
         retry_at = CASE WHEN parked.id = due.first THEN clock_timestamp() ELSE parked.retry_at END
    FROM (SELECT asked.id AS asked, first.id AS first
            FROM engine.reactor_parked AS asked
            JOIN engine.reactor_parked AS first USING (reactor, stream)
           WHERE asked.id = $1 AND asked.operation_id IS DISTINCT FROM $2
           ORDER BY first.position
           LIMIT 1) AS due
   WHERE parked.id IN (due.asked, due.first)`;

/** Whether the first event of the stream has been tried since it was made due. If so it waits for a later moment. */
const TRIED = `
  SELECT first.retry_at > clock_timestamp() AS tried
    FROM engine.reactor_parked AS asked
    JOIN engine.reactor_parked AS first USING (reactor, stream)
   WHERE asked.id = $1
   ORDER BY first.position
   LIMIT 1`;

const SKIP = `
  WITH gone AS (
    DELETE FROM engine.reactor_parked WHERE id = $1 RETURNING reactor, event_id, position, stream
  )
  INSERT INTO engine.reactor_skipped (reactor, event_id, position, stream, skipped_by)
  SELECT reactor, event_id, position, stream, $2 FROM gone
      ON CONFLICT DO NOTHING`;

const IS_SKIPPED = 'SELECT FROM engine.reactor_skipped WHERE reactor = $1 AND event_id = $2';

const DISMISS = `
  UPDATE engine.reactor_outcome SET dismissed_at = now(), dismissed_by = $2 WHERE id = $1 AND dismissed_at IS NULL`;

const TAKE_UP_MS = 10_000;
const POLL_MS = 40;

/**
 * The operators' view of reactors, and their operations, from any process. Connects as the role `opsledger_projector`.
 */
export class ReactorOperations {
  constructor(
    private readonly pool: Pool,
    private readonly takeUpMs: number = TAKE_UP_MS,
  ) {}

  /** In order of position. */
  async parked({ reactor, kind, limit, descending = false, after }: ParkedReactions): Promise<ParkedEvent[]> {
    const [beyond, order] = descending ? ['<', 'DESC'] : ['>', 'ASC'];
    const { rows } = await this.pool.query<ParkedEvent>(
      `SELECT * FROM (${LISTED}) AS listed
        WHERE ($1::text IS NULL OR projection = $1) AND ($2::text IS NULL OR kind = $2)
          AND ($3::text IS NULL OR (position, id) ${beyond} ($3, $4::uuid))
        ORDER BY position ${order}, id ${order}
        LIMIT $5`,
      [reactor ?? null, kind ?? null, after?.position ?? null, after?.id ?? null, limit],
    );
    return rows;
  }

  async countParked({ reactor, kind }: Pick<ParkedReactions, 'reactor' | 'kind'>): Promise<number> {
    const { rows } = await this.pool.query<{ parked: number }>(
      `SELECT count(*)::int AS parked FROM (${LISTED}) AS listed
        WHERE ($1::text IS NULL OR projection = $1) AND ($2::text IS NULL OR kind = $2)`,
      [reactor ?? null, kind ?? null],
    );
    return rows[0]?.parked ?? 0;
  }

  async find(id: string): Promise<ParkedEvent | undefined> {
    const { rows } = await this.pool.query<ParkedEvent>(`SELECT * FROM (${LISTED}) AS listed WHERE id = $1`, [id]);
    return rows[0];
  }

  /**
   * Has the owner answer a stream's parked events again, in order. Returns the event as it is then, or as it was when
   * it was answered. A repeated operation tries nothing again.
   *
   * @throws DomainError `CONFLICT` for a refusal, which stands; `SERVICE_UNAVAILABLE` when no running process takes it
   * up
   */
  async retry(event: ParkedEvent, operationId: string): Promise<ParkedEvent> {
    if (event.kind === 'refusal') {
      throw new DomainError('CONFLICT', 'A refusal stands: carry the refused command out by hand, then skip this');
    }
    await this.pool.query(MAKE_DUE, [event.id, operationId]);
    const until = performance.now() + this.takeUpMs;
    while (!(await this.isTried(event.id))) {
      if (performance.now() > until) {
        throw new DomainError(
          'SERVICE_UNAVAILABLE',
          `No running process answers for ${event.projection}; the retry stays due`,
        );
      }
      await delay(POLL_MS);
    }
    return (await this.find(event.id)) ?? event;
  }

  /**
   * Leaves an event unanswered for good and goes on behind it, or notes that a person has seen a refusal. A repetition
   * changes nothing.
   *
   * @throws DomainError `CONFLICT` when it has been answered meanwhile
   */
  async skip(event: ParkedEvent, by: string): Promise<ParkedEvent> {
    if (event.kind === 'refusal') {
      await this.pool.query(DISMISS, [event.id, by]);
      return event;
    }
    await this.pool.query(SKIP, [event.id, by]);
    const skipped = await this.pool.query(IS_SKIPPED, [event.projection, event.eventId]);
    if (skipped.rowCount === 0) throw new DomainError('CONFLICT', 'The event is not parked any more');
    return event;
  }

  private async isTried(id: string): Promise<boolean> {
    const { rows } = await this.pool.query<{ tried: boolean | null }>(TRIED, [id]);
    return rows[0] === undefined || rows[0].tried === true;
  }
}
