import { createHash, randomBytes } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { SignInMethod } from '#contracts/auth/session-events';
import { DomainError } from '#contracts/errors';
import type { OutdatedSession } from './expire-session';

const LIFETIME_DAYS = 90;
/** A session unused for so long is ended; a used one ends after `LIFETIME_DAYS`. */
const IDLE_DAYS = 30;
/** A client whose answer got lost may use its token again within this time. */
const GRACE_SECONDS = 10;

export interface StoredSession {
  readonly sessionId: string;
  readonly accountId: string;
  readonly organizationId: string | null;
  /** Null without an organisation. */
  readonly membershipId: string | null;
  readonly method: SignInMethod;
  /** The revision of the members' stream at sign-in; null without an organisation. */
  readonly membershipVersion: number | null;
}

/** A refresh token as it is stored. */
export interface ShownToken {
  readonly session: StoredSession;
  /** Its session is over. */
  readonly ended: boolean;
  /** Used so long ago that no lost answer explains it: somebody else has it too. */
  readonly reused: boolean;
}

interface FoundToken {
  readonly session_id: string;
  readonly account_id: string;
  readonly organization_id: string | null;
  readonly membership_id: string | null;
  readonly method: SignInMethod;
  /** A bigint, as `pg` returns it. */
  readonly membership_version: string | null;
  readonly ended: boolean;
  readonly expired: boolean;
  readonly reused: boolean;
}

/** Sessions and their refresh tokens: each use exchanges a token for another, in one transaction. */
export class RefreshTokens {
  constructor(private readonly database: Pool) {}

  /** Opens a session and returns its first refresh token. */
  async open(opened: StoredSession): Promise<string> {
    const { sessionId, accountId, organizationId, membershipId, method, membershipVersion } = opened;
    return this.transaction(async (client) => {
      await client.query(
        `INSERT INTO auth.session (id, account_id, organization_id, membership_id, method, membership_version)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING`,
        [sessionId, accountId, organizationId, membershipId, method, membershipVersion],
      );
      return add(client, sessionId, null);
    });
  }

  /** The state of a token; changes nothing. @throws DomainError `UNAUTHENTICATED` for an unknown or expired one */
  async look(refreshToken: string, now: Date): Promise<ShownToken> {
    return shown((await this.database.query<FoundToken>(FIND, found(refreshToken, now))).rows[0]);
  }

  /**
   * Exchanges a token for a fresh one. Within the grace period a used one gets a sibling, and its unused child is
   * revoked. An ended or reused token is not exchanged: its state is returned.
   * @throws DomainError `UNAUTHENTICATED` for an unknown or expired one
   */
  async spend(refreshToken: string, now: Date): Promise<string | ShownToken> {
    const hash = hashOf(refreshToken);
    return this.transaction(async (client) => {
      const token = shown((await client.query<FoundToken>(`${FIND} FOR UPDATE`, found(refreshToken, now))).rows[0]);
      if (token.ended || token.reused) return token;
      await client.query('UPDATE auth.refresh_token SET spent_at = coalesce(spent_at, $2) WHERE hash = $1', [
        hash,
        now,
      ]);
      await client.query('DELETE FROM auth.refresh_token WHERE parent = $1 AND spent_at IS NULL', [hash]);
      await client.query('UPDATE auth.session SET used_at = greatest(used_at, $2) WHERE id = $1', [
        token.session.sessionId,
        now,
      ]);
      return add(client, token.session.sessionId, hash);
    });
  }

  /** Open sessions that are outdated at `now`, at most `limit` of them. */
  async outdated(
    now: Date,
    limit: number,
  ): Promise<readonly (OutdatedSession & Pick<StoredSession, 'organizationId'>)[]> {
    const { rows } = await this.database.query<OutdatedSession & Pick<StoredSession, 'organizationId'>>(OUTDATED, [
      now,
      IDLE_DAYS,
      LIFETIME_DAYS,
      limit,
    ]);
    return rows;
  }

  async end(sessionId: string): Promise<void> {
    await this.database.query('UPDATE auth.session SET ended_at = coalesce(ended_at, now()) WHERE id = $1', [
      sessionId,
    ]);
  }

  /** Ends the sessions of a membership from before it ended at `version`. */
  async endIn(membershipId: string, version: number): Promise<void> {
    await this.database.query(
      `UPDATE auth.session SET ended_at = now()
        WHERE membership_id = $1 AND ended_at IS NULL AND (membership_version IS NULL OR membership_version < $2)`,
      [membershipId, version],
    );
  }

  /** The organisation that a person last signed in to by means of their own. */
  async lastOrganization(accountId: string): Promise<string | undefined> {
    const { rows } = await this.database.query<{ organization_id: string }>(
      `SELECT organization_id FROM auth.session
        WHERE account_id = $1 AND organization_id IS NOT NULL AND method <> 'organization_password'
        ORDER BY created_at DESC LIMIT 1`,
      [accountId],
    );
    return rows[0]?.organization_id;
  }

  private async transaction<Answer>(work: (client: PoolClient) => Promise<Answer>): Promise<Answer> {
    const client = await this.database.connect();
    try {
      await client.query('BEGIN');
      const answer = await work(client);
      await client.query('COMMIT');
      client.release();
      return answer;
    } catch (error) {
      // Closing the connection rolls back, in any state.
      client.release(!(error instanceof DomainError && (await rolledBack(client))));
      throw error;
    }
  }
}

/** False when the connection cannot be used any more. */
function rolledBack(client: PoolClient): Promise<boolean> {
  return client.query('ROLLBACK').then(
    () => true,
    () => false,
  );
}

const FIND = `
  SELECT token.session_id, session.account_id, session.organization_id, session.membership_id,
         session.method, session.membership_version,
         session.ended_at IS NOT NULL AS ended,
         token.expires_at <= $2 AS expired,
         coalesce(token.spent_at < $2::timestamptz - make_interval(secs => $3), false) AS reused
    FROM auth.refresh_token AS token
    JOIN auth.session AS session ON session.id = token.session_id
   WHERE token.hash = $1`;

const OUTDATED = `
  SELECT id AS "sessionId", organization_id AS "organizationId",
         CASE WHEN created_at <= $1::timestamptz - make_interval(days => $3) THEN 'expired' ELSE 'idle' END AS reason
    FROM auth.session
   WHERE ended_at IS NULL
     AND (used_at <= $1::timestamptz - make_interval(days => $2)
          OR created_at <= $1::timestamptz - make_interval(days => $3))
   ORDER BY used_at
   LIMIT $4`;

function found(refreshToken: string, now: Date): unknown[] {
  return [hashOf(refreshToken), now, GRACE_SECONDS];
}

function shown(token: FoundToken | undefined): ShownToken {
  if (!token || token.expired) throw new DomainError('UNAUTHENTICATED', 'Sign in again');
  const { session_id: sessionId, account_id: accountId, organization_id: organizationId } = token;
  const { membership_id: membershipId, method, ended, reused } = token;
  const membershipVersion = token.membership_version === null ? null : Number(token.membership_version);
  const session = { sessionId, accountId, organizationId, membershipId, method, membershipVersion };
  return { session, ended, reused };
}

async function add(client: PoolClient, sessionId: string, parent: Buffer | null): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await client.query(
    `INSERT INTO auth.refresh_token (hash, session_id, parent, expires_at)
     VALUES ($1, $2, $3, now() + make_interval(days => $4))`,
    [hashOf(token), sessionId, parent, LIFETIME_DAYS],
  );
  return token;
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
