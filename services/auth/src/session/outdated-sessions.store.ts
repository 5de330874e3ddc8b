import type { Pool } from 'pg';
import type { SessionEndReason } from '#contracts/auth/session-events';
import { LONGEST_SESSIONS, type SessionPolicy } from '#contracts/tenancy/session-policy';
import { OPEN_SESSION, type OpenSession } from './account-sessions.store';

/** A session that ends by the platform's or its organisation's policy. */
export interface OutdatedSession extends OpenSession {
  /** `idle`: not used for long. `expired`: begun too long ago. `too_many`: its person has newer ones enough. */
  readonly reason: Extract<SessionEndReason, 'idle' | 'expired' | 'too_many'>;
}

/** Open sessions that may not go on. */
export class OutdatedSessions {
  constructor(private readonly database: Pool) {}

  /** Of everybody, at most `limit` of them; of an organisation, by its own policy. */
  async outdated(
    now: Date,
    limit: number,
    {
      organizationId = null,
      policy = LONGEST_SESSIONS,
    }: { organizationId?: string | null; policy?: SessionPolicy } = {},
  ): Promise<readonly OutdatedSession[]> {
    const { idleDays, maxDays } = policy;
    const { rows } = await this.database.query<OutdatedSession>(OUTDATED, [
      now,
      idleDays,
      maxDays,
      organizationId,
      limit,
    ]);
    return rows;
  }

  /** Those beyond the newest of each person in an organisation, or of one account. */
  async tooMany(
    { organizationId, maxAtOnce }: { readonly organizationId: string; readonly maxAtOnce: number },
    limit: number,
    accountId: string | null = null,
  ): Promise<readonly OutdatedSession[]> {
    const { rows } = await this.database.query<OutdatedSession>(TOO_MANY, [
      organizationId,
      maxAtOnce,
      accountId,
      limit,
    ]);
    return rows;
  }

  /** Organisations with open sessions, in ascending order, after one. */
  async organizations(after: string | null, limit: number): Promise<readonly string[]> {
    const { rows } = await this.database.query<{ id: string }>(
      `SELECT DISTINCT organization_id AS id FROM auth.session
        WHERE ended_at IS NULL AND organization_id IS NOT NULL AND ($1::uuid IS NULL OR organization_id > $1)
        ORDER BY organization_id LIMIT $2`,
      [after, limit],
    );
    return rows.map(({ id }) => id);
  }
}

const OUTDATED = `
  SELECT ${OPEN_SESSION},
         CASE WHEN signed_in_at <= $1::timestamptz - make_interval(days => $3) THEN 'expired' ELSE 'idle' END AS reason
    FROM auth.session
   WHERE ended_at IS NULL
     AND (used_at <= $1::timestamptz - make_interval(days => $2)
          OR signed_in_at <= $1::timestamptz - make_interval(days => $3))
     AND ($4::uuid IS NULL OR organization_id = $4)
   ORDER BY used_at
   LIMIT $5`;

const TOO_MANY = `
  SELECT ${OPEN_SESSION}, 'too_many' AS reason
    FROM (SELECT *, row_number() OVER (PARTITION BY account_id ORDER BY created_at DESC, id DESC) AS place
            FROM auth.session
           WHERE organization_id = $1 AND ended_at IS NULL AND ($3::uuid IS NULL OR account_id = $3)) AS ranked
   WHERE place > $2
   LIMIT $4`;
