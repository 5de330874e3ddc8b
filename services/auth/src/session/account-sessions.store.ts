import type { Pool } from 'pg';
import type { SignInMethod } from '#contracts/auth/session-events';

/** A session that has not ended. */
export interface OpenSession {
  readonly sessionId: string;
  readonly accountId: string;
  readonly organizationId: string | null;
  readonly membershipId: string | null;
  readonly method: SignInMethod;
}

const COLUMNS = `id AS "sessionId", account_id AS "accountId", organization_id AS "organizationId",
       membership_id AS "membershipId", method`;

const OPEN_OF_ACCOUNT = `
  SELECT ${COLUMNS} FROM auth.session
   WHERE account_id = $1 AND ended_at IS NULL AND ($2::timestamptz IS NULL OR created_at < $2)`;

const OPEN_OF_MEMBERSHIP = `
  SELECT ${COLUMNS} FROM auth.session
   WHERE membership_id = $1 AND method = 'organization_password' AND ended_at IS NULL
     AND ($2::timestamptz IS NULL OR created_at < $2)`;

/** The sessions of an account that have not ended. */
export class AccountSessions {
  constructor(private readonly database: Pool) {}

  /** The one with the id; undefined for one that has ended. */
  async find(sessionId: string): Promise<OpenSession | undefined> {
    const statement = `SELECT ${COLUMNS} FROM auth.session WHERE id = $1 AND ended_at IS NULL`;
    return (await this.database.query<OpenSession>(statement, [sessionId])).rows[0];
  }

  /** All of an account, or those of a membership by the password that its organisation set; only those before a time. */
  async open(of: 'account' | 'membership', id: string, before: string | null = null): Promise<readonly OpenSession[]> {
    const statement = of === 'account' ? OPEN_OF_ACCOUNT : OPEN_OF_MEMBERSHIP;
    return (await this.database.query<OpenSession>(statement, [id, before])).rows;
  }
}
