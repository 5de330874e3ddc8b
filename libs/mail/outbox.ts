import type { Pool, PoolClient } from 'pg';
import { newIdOf } from '#libs/event-sourcing';
import type { Addressee, LinkReference, Mail, Message } from './mail';

/** The cause of a mail; it has one mail of a kind for each recipient. */
export interface Cause {
  /** The tenant of the event or command. */
  readonly id: string;
  readonly tenantId: string;
  /** The type and position of the event. */
  readonly type?: string;
  readonly position?: string;
}

/** A mail for this process to send, until its lease ends. */
export interface ClaimedMail {
  readonly id: string;
  readonly mail: string;
  readonly template: string;
  readonly tenantId: string;
  readonly recipientKind: string;
  readonly recipientId: string;
  /** The link as `<purpose>/<id>`. */
  readonly reference: string | null;
  readonly data: string;
  readonly attempts: number;
  readonly queuedAt: string;
  /** This attempt is its last. */
  readonly isLast: boolean;
}

/** The counts of one kind of mail in the outbox. */
export interface MailCounts {
  readonly mail: string;
  readonly queued: number;
  /** Those queued for more than five minutes. */
  readonly late: number;
  readonly failed: number;
}

export const GIVE_UP_DAYS = 3;
const KEPT_DAYS = 30;

const ADD = `
  INSERT INTO engine.mail_outbox
         (id, mail, template, tenant_id, recipient_kind, recipient_id, cause_id, cause_type, cause_position, reference,
          data, give_up_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, clock_timestamp() + make_interval(days => ${GIVE_UP_DAYS}))
      ON CONFLICT DO NOTHING`;

const CLAIM = `
  UPDATE engine.mail_outbox AS claimed
     SET attempts = claimed.attempts + 1, next_at = clock_timestamp() + $3 * interval '1 ms'
   WHERE claimed.id IN (SELECT id FROM engine.mail_outbox
                         WHERE status = 'queued' AND next_at <= clock_timestamp() AND mail = ANY ($1)
                         ORDER BY next_at
                         LIMIT $2
                           FOR UPDATE SKIP LOCKED)
  RETURNING claimed.id, claimed.mail, claimed.template, claimed.tenant_id AS "tenantId",
            claimed.recipient_kind AS "recipientKind", claimed.recipient_id AS "recipientId", claimed.reference,
            claimed.data, claimed.attempts, claimed.queued_at AS "queuedAt",
            claimed.give_up_at <= clock_timestamp() AS "isLast"`;

const NEXT = `
  SELECT (extract(epoch FROM min(next_at) - clock_timestamp()) * 1000)::float8 AS "waitMs"
    FROM engine.mail_outbox
   WHERE status = 'queued' AND mail = ANY ($1)`;

const SETTLE = `
  UPDATE engine.mail_outbox
     SET status = $2, error = $3, settled_at = clock_timestamp()
   WHERE id = $1 AND status = 'queued'`;

const RETRY_LATER = `
  UPDATE engine.mail_outbox
     SET error = $2, next_at = least(clock_timestamp() + $3 * interval '1 ms', greatest(give_up_at, clock_timestamp()))
   WHERE id = $1 AND status = 'queued'`;

const FORGET = `
  DELETE FROM engine.mail_outbox
   WHERE id IN (SELECT id FROM engine.mail_outbox
                 WHERE status IN ('sent', 'dropped') AND mail = ANY ($1)
                   AND settled_at < clock_timestamp() - make_interval(days => ${KEPT_DAYS})
                 LIMIT 1000)
  RETURNING id`;

const ERASE = `
  DELETE FROM engine.mail_outbox WHERE recipient_id = $1
  RETURNING id`;

const COUNTS = `
  SELECT mail, coalesce(queued, 0)::int AS queued, coalesce(late, 0)::int AS late, coalesce(failed, 0)::int AS failed
    FROM unnest($1::text[]) AS asked (mail)
    LEFT JOIN (SELECT mail, count(*) FILTER (WHERE status = 'queued') AS queued,
                      count(*) FILTER (WHERE status = 'queued' AND queued_at < now() - interval '5 minutes') AS late,
                      count(*) FILTER (WHERE status = 'failed') AS failed
                 FROM engine.mail_outbox
                WHERE status IN ('queued', 'failed')
                GROUP BY mail) AS counted USING (mail)`;

/**
 * Adds mails to the outbox in the caller's transaction (as the role `opsledger_projector`): they are sent once it has
 * committed. Adding the same again changes nothing.
 * @throws TypeError for a message that the outbox must not hold
 */
export async function queue(
  client: Pick<PoolClient, 'query'>,
  mail: Mail,
  cause: Cause,
  messages: readonly Message[],
): Promise<void> {
  for (const { to, template, data, link } of messages) {
    const [kind, id] = recipientOf(to);
    if (!mail.templates[template]) throw new TypeError(`${mail.name} has no template ${template}`);
    await client.query(ADD, [
      newIdOf(cause.id, `mail/${mail.name}/${kind}/${id}`),
      mail.name,
      template,
      cause.tenantId,
      kind,
      id,
      cause.id,
      cause.type ?? null,
      cause.position ?? null,
      link ? referenceOf(link) : null,
      JSON.stringify(data),
    ]);
  }
}

const KIND = /^[a-z][a-z-]{0,39}$/;
const ID = /^[\w.:-]{1,200}$/;

function recipientOf(to: Addressee): readonly [kind: string, id: string] {
  const [kind, id] = 'accountId' in to ? ['account', to.accountId] : [to.kind, to.id];
  if (!KIND.test(kind) || !ID.test(id)) throw new TypeError('a mail goes to an id, and to no address');
  return [kind, id];
}

function referenceOf({ purpose, id }: LinkReference): string {
  if (!KIND.test(purpose) || !ID.test(id)) throw new TypeError('a link of a mail names a purpose and an id');
  return `${purpose}/${id}`;
}

/** The link of a row. */
export function linkOf(reference: string): LinkReference {
  const end = reference.indexOf('/');
  return { purpose: reference.slice(0, end), id: reference.slice(end + 1) };
}

/** The rows of mails. Connects as the role `opsledger_projector`. Leases and pauses use the database's clock. */
export class Outbox {
  constructor(private readonly pool: Pool) {}

  /** Takes mails to send, for this process alone until the lease ends. */
  async claim(mails: readonly string[], limit: number, leaseMs: number): Promise<readonly ClaimedMail[]> {
    return (await this.pool.query<ClaimedMail>(CLAIM, [mails, limit, leaseMs])).rows;
  }

  /** The milliseconds until the next mail is due; undefined when none is queued. */
  async nextIn(mails: readonly string[]): Promise<number | undefined> {
    const { rows } = await this.pool.query<{ waitMs: number | null }>(NEXT, [mails]);
    const waitMs = rows[0]?.waitMs ?? undefined;
    return waitMs === undefined ? undefined : Math.max(0, waitMs);
  }

  async settle(id: string, status: 'sent' | 'dropped' | 'failed', error: string | null): Promise<void> {
    await this.pool.query(SETTLE, [id, status, error]);
  }

  /** The last attempt is made when the mail is about to be given up. */
  async retryLater(id: string, error: string, pauseMs: number): Promise<void> {
    await this.pool.query(RETRY_LATER, [id, error, pauseMs]);
  }

  /** Removes mails sent long ago, and returns their ids. */
  async forget(mails: readonly string[]): Promise<readonly string[]> {
    return (await this.pool.query<{ id: string }>(FORGET, [mails])).rows.map(({ id }) => id);
  }

  /** Removes all mails of a recipient, sent or not, and returns their ids. */
  async erase(recipientId: string): Promise<readonly string[]> {
    return (await this.pool.query<{ id: string }>(ERASE, [recipientId])).rows.map(({ id }) => id);
  }

  async counts(mails: readonly string[]): Promise<readonly MailCounts[]> {
    return (await this.pool.query<MailCounts>(COUNTS, [mails])).rows;
  }
}
