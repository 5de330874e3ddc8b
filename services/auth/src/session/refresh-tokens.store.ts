import { randomBytes } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import type { SignInMethod } from '#contracts/auth/session-events';
import { DomainError } from '#contracts/errors';
import { LONGEST_SESSIONS } from '#contracts/tenancy/session-policy';
import type { PlatformKeys } from '#libs/privacy';
import { SESSION_AGE } from './account-sessions.store';
import { outdatedBy, type SessionAge } from './session-age';
import { isGenuine, readToken, refreshToken, tokenKey, type ReadToken } from './refresh-token.provider';

/** The token spent last may be used again within this time: its answer may have been lost, or another tab has it too. */
const GRACE_SECONDS = 10;

const PLATFORM_KEY = 'auth.refresh-token';

export interface StoredSession {
  readonly sessionId: string;
  readonly accountId: string;
  readonly organizationId: string | null;
  /** Null without an organisation. */
  readonly membershipId: string | null;
  readonly method: SignInMethod;
  /** Confirmed beside the password. */
  readonly factors: readonly string[];
  /** The revision of the members' stream at sign-in; null without an organisation. */
  readonly membershipVersion: number | null;
  /** The revision of the organisation's stream at sign-in, likewise. */
  readonly organizationVersion: number | null;
}

/** The facts of a session's start that nothing else depends on. */
export interface SessionStart {
  /** Encrypted; see `SessionOrigins`. */
  readonly origin?: string | null;
  readonly fingerprint?: Buffer | null;
  /** The id of an earlier session that goes on as this one: the sign-in was that one's. */
  readonly continues?: string | null;
}

/** A genuine refresh token, with the state of its session. */
export interface ShownToken {
  readonly session: StoredSession;
  /** Its session is over. */
  readonly ended: boolean;
  readonly age: SessionAge;
  /** Neither the newest, nor the one spent last within the grace period: somebody else has it too. */
  readonly reused: boolean;
}

interface FoundSession extends SessionAge {
  readonly account_id: string;
  readonly organization_id: string | null;
  readonly membership_id: string | null;
  readonly method: SignInMethod;
  readonly factors: readonly string[];
  /** A bigint, as `pg` returns it. */
  readonly membership_version: string | null;
  readonly organization_version: string | null;
  readonly token_key: Buffer;
  readonly generation: number;
  readonly ended: boolean;
  readonly in_grace: boolean;
}

interface Checked {
  readonly shown: ShownToken;
  readonly key: Buffer;
  /** Of the token that is not spent. */
  readonly generation: number;
}

/**
 * Sessions and their refresh tokens. A token is derived from its session's key and generation, so none is stored; the
 * times are those of the database's clock.
 */
export class RefreshTokens {
  constructor(
    private readonly database: Pool,
    private readonly platformKeys: Pick<PlatformKeys, 'key'>,
  ) {}

  /** Opens a session and returns its first refresh token; again, the token that is not spent. */
  async open(
    session: StoredSession,
    { origin = null, fingerprint = null, continues = null }: SessionStart = {},
  ): Promise<string> {
    const { sessionId, accountId, organizationId, membershipId, method, factors } = session;
    const { rows } = await this.database.query<Pick<FoundSession, 'token_key' | 'generation'>>(
      `INSERT INTO auth.session
         (id, account_id, organization_id, membership_id, method, membership_version, organization_version, token_key,
          factors, origin, fingerprint, signed_in_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
               coalesce((SELECT signed_in_at FROM auth.session WHERE id = $12), now()))
       ON CONFLICT (id) DO UPDATE SET id = excluded.id
       RETURNING token_key, generation`,
      [
        sessionId,
        accountId,
        organizationId,
        membershipId,
        method,
        ...versionsOf(session),
        randomBytes(32),
        factors,
        origin,
        fingerprint,
        continues,
      ],
    );
    const [opened] = rows;
    if (!opened) throw new Error('a session was not opened');
    return refreshToken(await this.keyOf(opened), sessionId, opened.generation);
  }

  /** The state of a token; changes nothing. @throws DomainError `UNAUTHENTICATED` for an unknown or expired one */
  async look(token: string): Promise<ShownToken> {
    const read = known(readToken(token));
    return (await this.check(read, await this.database.query<FoundSession>(FIND, findWith(read)))).shown;
  }

  /**
   * Exchanges the newest token for its successor, and the one spent last, within the grace period, for the same
   * successor. An ended or reused token is not exchanged: its state is returned.
   * @throws DomainError `UNAUTHENTICATED` for an unknown or expired one
   */
  async spend(token: string): Promise<string | ShownToken> {
    const read = known(readToken(token));
    // Loaded before the transaction holds a row.
    await this.platformKeys.key(PLATFORM_KEY);
    return this.transaction(async (client) => {
      const found = await client.query<FoundSession>(`${FIND} FOR UPDATE`, findWith(read));
      const { shown, key, generation } = await this.check(read, found);
      if (shown.ended || shown.reused) return shown;
      if (read.generation < generation) return refreshToken(key, read.sessionId, generation);
      await client.query(SPEND, [read.sessionId, generation + 1]);
      return refreshToken(key, read.sessionId, generation + 1);
    });
  }

  async end(sessionId: string): Promise<void> {
    await this.database.query(
      'UPDATE auth.session SET ended_at = coalesce(ended_at, now()), origin = NULL WHERE id = $1',
      [sessionId],
    );
  }

  /** Ends the sessions of a membership from before it ended at `version`. */
  async endIn(membershipId: string, version: number): Promise<void> {
    await this.database.query(
      `UPDATE auth.session SET ended_at = now(), origin = NULL
        WHERE membership_id = $1 AND ended_at IS NULL AND (membership_version IS NULL OR membership_version < $2)`,
      [membershipId, version],
    );
  }

  /** Ends every session of an account. */
  async endOfAccount(accountId: string): Promise<void> {
    await this.database.query('UPDATE auth.session SET ended_at = now() WHERE account_id = $1 AND ended_at IS NULL', [
      accountId,
    ]);
  }

  /** Ends every session in an organisation from before its status changed at `version`. */
  async endOfOrganization(organizationId: string, version: number): Promise<void> {
    await this.database.query(
      `UPDATE auth.session SET ended_at = now(), origin = NULL
        WHERE organization_id = $1 AND ended_at IS NULL AND (organization_version IS NULL OR organization_version < $2)`,
      [organizationId, version],
    );
  }

  /** The organisation that a person last used as a member, by means of their own. */
  async lastOrganization(accountId: string): Promise<string | undefined> {
    const { rows } = await this.database.query<{ organization_id: string }>(
      `SELECT organization_id FROM auth.session
        WHERE account_id = $1 AND membership_id IS NOT NULL AND method = 'password'
        ORDER BY used_at DESC, created_at DESC LIMIT 1`,
      [accountId],
    );
    return rows[0]?.organization_id;
  }

  private async check(read: ReadToken, { rows }: { readonly rows: readonly FoundSession[] }): Promise<Checked> {
    const found = known(rows[0]);
    const key = await this.keyOf(found);
    // A generation that the row has not reached comes from a log of later than a restored backup.
    if (!isGenuine(key, read) || read.generation > found.generation) throw signInAgain();
    const { ended, sinceSignIn, sinceUse } = found;
    const age = { sinceSignIn, sinceUse };
    if (!ended && outdatedBy(LONGEST_SESSIONS, age)) throw signInAgain();
    return {
      shown: { session: sessionOf(read, found), ended, age, reused: isReused(read, found) },
      key,
      generation: found.generation,
    };
  }

  private async keyOf({ token_key: sessionKey }: Pick<FoundSession, 'token_key'>): Promise<Buffer> {
    return tokenKey(await this.platformKeys.key(PLATFORM_KEY), sessionKey);
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
  SELECT account_id, organization_id, membership_id, method, factors, membership_version, organization_version,
         token_key, generation,
         ended_at IS NOT NULL AS ended,
         coalesce(spent_at > clock_timestamp() - make_interval(secs => $2), false) AS in_grace,
         ${SESSION_AGE}
    FROM auth.session
   WHERE id = $1`;

const SPEND = `
  UPDATE auth.session SET generation = $2, spent_at = clock_timestamp(), used_at = clock_timestamp() WHERE id = $1`;

function findWith({ sessionId }: ReadToken): unknown[] {
  return [sessionId, GRACE_SECONDS];
}

function isReused({ generation }: ReadToken, found: FoundSession): boolean {
  if (generation === found.generation) return false;
  return generation < found.generation - 1 || !found.in_grace;
}

function sessionOf({ sessionId }: ReadToken, found: FoundSession): StoredSession {
  const numbered = (version: string | null) => (version === null ? null : Number(version));
  return {
    sessionId,
    accountId: found.account_id,
    organizationId: found.organization_id,
    membershipId: found.membership_id,
    method: found.method,
    factors: found.factors,
    membershipVersion: numbered(found.membership_version),
    organizationVersion: numbered(found.organization_version),
  };
}

function versionsOf({ membershipVersion, organizationVersion }: StoredSession): readonly (number | null)[] {
  return [membershipVersion, organizationVersion];
}

function known<Found>(found: Found | undefined): Found {
  if (found === undefined) throw signInAgain();
  return found;
}

/** The refusal of a token that is good no more. */
export function signInAgain(): DomainError {
  return new DomainError('UNAUTHENTICATED', 'Sign in again');
}
