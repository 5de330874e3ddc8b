import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';
import { DomainError } from '#contracts/errors';
import { SECRETS_DATABASE } from '#libs/runtime';

const LIFETIME_DAYS = 90;
/** A client whose answer got lost may spend its token again within this. */
const GRACE_SECONDS = 10;

export interface StoredSession {
  readonly sessionId: string;
  readonly accountId: string;
  readonly organizationId: string | null;
}

/** What became of a refresh token that was shown. */
export type Rotation =
  | { readonly outcome: 'rotated'; readonly session: StoredSession; readonly refreshToken: string }
  /** Spent long ago: somebody else has it. The family has ended. */
  | { readonly outcome: 'reused'; readonly session: StoredSession };

interface FoundToken {
  readonly session_id: string;
  readonly account_id: string;
  readonly organization_id: string | null;
  readonly ended: boolean;
  readonly expired: boolean;
  /** Spent so long ago that no lost answer explains it. */
  readonly reused: boolean;
}

/** Sessions and their refresh tokens: each use spends a token and gives another, in one transaction. */
@Injectable()
export class RefreshTokens {
  constructor(@Inject(SECRETS_DATABASE) private readonly database: Pool) {}

  /** Opens a session and gives its first refresh token. */
  async open({ sessionId, accountId, organizationId }: StoredSession): Promise<string> {
    return this.transaction(async (client) => {
      await client.query(
        `INSERT INTO auth.session (id, account_id, organization_id) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING`,
        [sessionId, accountId, organizationId],
      );
      return add(client, sessionId, null);
    });
  }

  /** @throws DomainError `UNAUTHENTICATED`, `SESSION_ENDED` */
  async rotate(refreshToken: string, now: Date): Promise<Rotation> {
    const hash = hashOf(refreshToken);
    return this.transaction(async (client) => {
      const found = await find(client, hash, now);
      if (!found || found.expired) throw new DomainError('UNAUTHENTICATED', 'Sign in again');
      if (found.ended) throw new DomainError('SESSION_ENDED');
      const { session_id: sessionId, account_id: accountId, organization_id: organizationId } = found;
      const session = { sessionId, accountId, organizationId };
      if (found.reused) {
        await client.query('UPDATE auth.session SET ended_at = $2 WHERE id = $1', [sessionId, now]);
        return { outcome: 'reused', session };
      }
      await client.query('UPDATE auth.refresh_token SET spent_at = coalesce(spent_at, $2) WHERE hash = $1', [
        hash,
        now,
      ]);
      await client.query('DELETE FROM auth.refresh_token WHERE parent = $1 AND spent_at IS NULL', [hash]);
      return { outcome: 'rotated', session, refreshToken: await add(client, sessionId, hash) };
    });
  }

  async end(sessionId: string): Promise<void> {
    await this.database.query('UPDATE auth.session SET ended_at = coalesce(ended_at, now()) WHERE id = $1', [
      sessionId,
    ]);
  }

  /** Ends what an account has open in an organisation. */
  async endIn(organizationId: string, accountId: string): Promise<void> {
    await this.database.query(
      `UPDATE auth.session SET ended_at = now() WHERE account_id = $1 AND organization_id = $2 AND ended_at IS NULL`,
      [accountId, organizationId],
    );
  }

  /** The organisation that an account was last signed in to. */
  async lastOrganization(accountId: string): Promise<string | undefined> {
    const { rows } = await this.database.query<{ organization_id: string }>(
      `SELECT organization_id FROM auth.session
        WHERE account_id = $1 AND organization_id IS NOT NULL ORDER BY created_at DESC LIMIT 1`,
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
      // Closing the connection rolls back, whatever state it is in.
      client.release(!(error instanceof DomainError) || (await rolledBack(client)));
      throw error;
    }
  }
}

async function rolledBack(client: PoolClient): Promise<boolean> {
  await client.query('ROLLBACK');
  return false;
}

async function find(client: PoolClient, hash: Buffer, now: Date): Promise<FoundToken | undefined> {
  const { rows } = await client.query<FoundToken>(
    `SELECT token.session_id, session.account_id, session.organization_id,
            session.ended_at IS NOT NULL AS ended,
            token.expires_at <= $2 AS expired,
            coalesce(token.spent_at < $2::timestamptz - make_interval(secs => $3), false) AS reused
       FROM auth.refresh_token AS token
       JOIN auth.session AS session ON session.id = token.session_id
      WHERE token.hash = $1
        FOR UPDATE`,
    [hash, now, GRACE_SECONDS],
  );
  return rows[0];
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
