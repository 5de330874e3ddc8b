import type { Pool } from 'pg';
import { DomainError } from '#contracts/errors';
import { GIVE_UP_DAYS } from './outbox';

/** A mail that was given up, for a person to look at. */
export interface FailedMail {
  readonly id: string;
  readonly mail: string;
  readonly organizationId: string;
  /** `<kind>:<id>`: `account:…`. */
  readonly recipient: string;
  readonly causeId: string;
  readonly causeType: string | null;
  readonly causePosition: string | null;
  readonly attempts: number;
  readonly error: string | null;
  readonly queuedAt: string;
  readonly failedAt: string;
}

export interface FailedMails {
  readonly mail?: string;
  readonly limit: number;
  readonly descending?: boolean;
  /** The last one of the page before. */
  readonly after?: Pick<FailedMail, 'failedAt' | 'id'>;
}

const LISTED = `
  SELECT id, mail, tenant_id AS "organizationId", recipient_kind || ':' || recipient_id AS recipient,
         cause_id AS "causeId", cause_type AS "causeType", cause_position AS "causePosition", attempts, error,
         queued_at AS "queuedAt", settled_at AS "failedAt"
    FROM engine.mail_outbox
   WHERE status = 'failed'`;

const RETRY = `
  UPDATE engine.mail_outbox
     SET status = 'queued', operation_id = $2, next_at = clock_timestamp(), settled_at = NULL,
         give_up_at = clock_timestamp() + make_interval(days => ${GIVE_UP_DAYS})
   WHERE id = $1 AND status = 'failed' AND operation_id IS DISTINCT FROM $2`;

const DROP = `
  UPDATE engine.mail_outbox SET status = 'dropped', settled_at = clock_timestamp() WHERE id = $1 AND status = 'failed'`;

/** What an operator sees of mails and can do, from any process. Connects as the role `opsledger_projector`. */
export class MailOperations {
  constructor(private readonly pool: Pool) {}

  /** In the order in which they were given up. */
  async failed({ mail, limit, descending = false, after }: FailedMails): Promise<readonly FailedMail[]> {
    const [beyond, order] = descending ? ['<', 'DESC'] : ['>', 'ASC'];
    const { rows } = await this.pool.query<FailedMail>(
      `${LISTED} AND ($1::text IS NULL OR mail = $1)
         AND ($2::timestamptz IS NULL OR (settled_at, id) ${beyond} ($2, $3::uuid))
       ORDER BY settled_at ${order}, id ${order}
       LIMIT $4`,
      [mail ?? null, after?.failedAt ?? null, after?.id ?? null, limit],
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

  async find(id: string): Promise<FailedMail | undefined> {
    return (await this.pool.query<FailedMail>(`${LISTED} AND id = $1`, [id])).rows[0];
  }

  /** Has it sent again, for three days. The same operation again changes nothing. */
  async retry(id: string, operationId: string): Promise<void> {
    await this.pool.query(RETRY, [id, operationId]);
  }

  /** Leaves it unsent for good. @throws DomainError `CONFLICT` when it is being sent again */
  async skip(id: string): Promise<void> {
    const { rowCount } = await this.pool.query(DROP, [id]);
    if (rowCount === 1) return;
    const dropped = await this.pool.query(`SELECT FROM engine.mail_outbox WHERE id = $1 AND status = 'dropped'`, [id]);
    if (dropped.rowCount === 0) throw new DomainError('CONFLICT', 'The mail has not been given up');
  }
}
