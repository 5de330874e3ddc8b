import type { Pool } from 'pg';
import { DomainError } from '#contracts/errors';
import type { ParkedEvent } from '#contracts/ops/list-parked';
import { START, type Position } from '#libs/event-log';
import { GIVE_UP_DAYS } from './outbox';

export interface FailedMails {
  readonly mail?: string;
  readonly limit: number;
  readonly descending?: boolean;
  /** The last one of the page before. */
  readonly after?: { readonly position: Position; readonly id: string };
}

/** Holds neither the address nor the text of the mail, only ids and the codes of the mail server. */
const LISTED = `
  SELECT id, 'mail' AS kind, mail AS projection, recipient_kind || ':' || recipient_id AS key, cause_id AS "eventId",
         cause_type AS "eventType", coalesce(cause_position, '${START}') AS position, 'given_up' AS reason, attempts,
         error, settled_at AS "parkedAt"
    FROM engine.mail_outbox
   WHERE status = 'failed'`;

const RETRY = `
  UPDATE engine.mail_outbox
     SET status = 'queued', operation_id = $2, next_at = clock_timestamp(), settled_at = NULL,
         give_up_at = clock_timestamp() + make_interval(days => ${GIVE_UP_DAYS})
   WHERE id = $1 AND status = 'failed' AND operation_id IS DISTINCT FROM $2`;

const DROP = `
  UPDATE engine.mail_outbox SET status = 'dropped', settled_at = clock_timestamp() WHERE id = $1 AND status = 'failed'`;

const IS_DROPPED = `SELECT FROM engine.mail_outbox WHERE id = $1 AND status = 'dropped'`;

/**
 * An operator's reads of failed mails, and operations on them, from any process. Connects as the role
 * `opsledger_projector`.
 */
export class MailOperations {
  constructor(private readonly pool: Pool) {}

  /** In order of the events that caused them; mails without an event come first. */
  async failed({ mail, limit, descending = false, after }: FailedMails): Promise<ParkedEvent[]> {
    const [beyond, order] = descending ? ['<', 'DESC'] : ['>', 'ASC'];
    const { rows } = await this.pool.query<ParkedEvent>(
      `SELECT * FROM (${LISTED}) AS listed
        WHERE ($1::text IS NULL OR projection = $1)
          AND ($2::text IS NULL OR (position, id) ${beyond} ($2, $3::uuid))
        ORDER BY position ${order}, id ${order}
        LIMIT $4`,
      [mail ?? null, after?.position ?? null, after?.id ?? null, limit],
    );
    return rows;
  }

  async countFailed({ mail }: Pick<FailedMails, 'mail'> = {}): Promise<number> {
    const { rows } = await this.pool.query<{ failed: number }>(
      `SELECT count(*)::int AS failed FROM engine.mail_outbox
        WHERE status = 'failed' AND ($1::text IS NULL OR mail = $1)`,
      [mail ?? null],
    );
    return rows[0]?.failed ?? 0;
  }

  async find(id: string): Promise<ParkedEvent | undefined> {
    return (await this.pool.query<ParkedEvent>(`${LISTED} AND id = $1`, [id])).rows[0];
  }

  /** Queues the mail again for three days, and returns it as it was. A repeated operation changes nothing. */
  async retry(mail: ParkedEvent, operationId: string): Promise<ParkedEvent> {
    await this.pool.query(RETRY, [mail.id, operationId]);
    return mail;
  }

  /**
   * Leaves the mail unsent for good; repeating it changes nothing. @throws DomainError `CONFLICT` when it is queued
   * again
   */
  async skip(mail: ParkedEvent): Promise<ParkedEvent> {
    const { rowCount } = await this.pool.query(DROP, [mail.id]);
    if (rowCount === 1 || (await this.pool.query(IS_DROPPED, [mail.id])).rowCount === 1) return mail;
    throw new DomainError('CONFLICT', 'The mail is being sent again');
  }
}
