import type { Pool } from 'pg';
import type { SignInMethod } from '#contracts/auth/session-events';
import type { SessionAge } from './session-age';

/** A session that has not ended. */
export interface OpenSession {
  readonly sessionId: string;
  readonly accountId: string;
  readonly organizationId: string | null;
  readonly membershipId: string | null;
  readonly method: SignInMethod;
  readonly factors: readonly string[];
}

/** Also for the person who has it. */
export interface ListedSession extends OpenSession, SessionAge {
  /** ISO 8601 UTC with milliseconds. */
  readonly createdAt: string;
  readonly usedAt: string;
  /** Encrypted; see `SessionOrigins`. */
  readonly origin: string | null;
}

/** The sessions of an account, or those of a membership by what its organisation set: a password, or a provider. */
export interface SessionsOf {
  readonly of: 'account' | 'membership';
  readonly id: string;
}

/** A page of a list by time and id. */
export interface SessionsAsked {
  readonly after: readonly [createdAt: string, id: string] | undefined;
  readonly isDescending: boolean;
  readonly limit: number;
}

/** The columns of an `OpenSession`. */
export const OPEN_SESSION = `id AS "sessionId", account_id AS "accountId", organization_id AS "organizationId",
       membership_id AS "membershipId", method, factors`;

/** The columns of a `SessionAge`. A wait for a row takes time, so the time is read after it. */
export const SESSION_AGE = `
  extract(epoch FROM clock_timestamp() - signed_in_at)::float8 / 86400 AS "sinceSignIn",
  extract(epoch FROM clock_timestamp() - used_at)::float8 / 86400 AS "sinceUse"`;

const instant = (column: 'created_at' | 'used_at') =>
  `to_char(date_trunc('milliseconds', ${column}) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const OWNED = {
  account: 'account_id = $1 AND ended_at IS NULL',
  membership: `membership_id = $1 AND method <> 'password' AND ended_at IS NULL`,
} as const;

/** The sessions that have not ended. */
export class AccountSessions {
  constructor(private readonly database: Pool) {}

  /** The one with the id; undefined for one that has ended. */
  async find(sessionId: string): Promise<(OpenSession & SessionAge) | undefined> {
    const statement = `SELECT ${OPEN_SESSION}, ${SESSION_AGE} FROM auth.session WHERE id = $1 AND ended_at IS NULL`;
    return (await this.database.query<OpenSession & SessionAge>(statement, [sessionId])).rows[0];
  }

  /** Whether a session of the account, open or ended, was begun from there. */
  async hasFingerprint(accountId: string, fingerprint: Buffer): Promise<boolean> {
    const statement = 'SELECT FROM auth.session WHERE account_id = $1 AND fingerprint = $2 LIMIT 1';
    return (await this.database.query(statement, [accountId, fingerprint])).rowCount === 1;
  }

  /** All of them; only those before a time. */
  async open(of: SessionsOf['of'], id: string, before: string | null = null): Promise<readonly OpenSession[]> {
    const statement = `
      SELECT ${OPEN_SESSION} FROM auth.session WHERE ${OWNED[of]} AND ($2::timestamptz IS NULL OR created_at < $2)`;
    return (await this.database.query<OpenSession>(statement, [id, before])).rows;
  }

  /** One more than the limit where more follow. */
  async page({ of, id }: SessionsOf, { after, isDescending, limit }: SessionsAsked): Promise<readonly ListedSession[]> {
    const [beyond, order] = isDescending ? ['<', 'DESC'] : ['>', 'ASC'];
    const { rows } = await this.database.query<ListedSession>(
      `SELECT ${OPEN_SESSION}, ${instant('created_at')} AS "createdAt", ${instant('used_at')} AS "usedAt", origin, ${SESSION_AGE}
         FROM auth.session
        WHERE ${OWNED[of]}
          AND ($2::timestamptz IS NULL OR (date_trunc('milliseconds', created_at), id) ${beyond} ($2, $3))
        ORDER BY date_trunc('milliseconds', created_at) ${order}, id ${order}
        LIMIT $4`,
      [id, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
    );
    return rows;
  }
}
