import type { Pool } from 'pg';
import type { OpenSession } from '../session/account-sessions.store';

const COLUMNS = `id AS "sessionId", account_id AS "accountId", organization_id AS "organizationId",
       membership_id AS "membershipId", method, factors`;

/** The sessions by identities of a provider that have not ended. */
export class ProviderSessions {
  constructor(private readonly database: Pool) {}

  async of(kind: 'organization' | 'membership', id: string): Promise<readonly OpenSession[]> {
    const column = kind === 'organization' ? 'organization_id' : 'membership_id';
    const statement = `
      SELECT ${COLUMNS} FROM auth.session WHERE ${column} = $1 AND method = 'provider' AND ended_at IS NULL`;
    return (await this.database.query<OpenSession>(statement, [id])).rows;
  }
}
