import type { Pool } from 'pg';

/** A key that is in force, as far as the table knows. */
export interface StoredKey {
  readonly keyId: string;
  readonly organizationId: string;
  readonly membershipId: string;
  /** ISO 8601 UTC with milliseconds. */
  readonly expiresAt: string;
}

/** Also for its owner. */
export interface ListedKey extends StoredKey {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdAt: string;
  readonly usedAt: string | null;
}

export interface HeldKey extends StoredKey {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly digest: string;
  /** Revisions of the streams that it depends on, when it was created. */
  readonly membersRevision: number;
  readonly organizationRevision: number;
  /** ISO 8601 UTC with milliseconds. */
  readonly createdAt: string;
}

/** A page of a list by time and id. */
export interface KeysAsked {
  readonly after?: readonly [createdAt: string, id: string] | undefined;
  readonly isDescending: boolean;
  readonly limit: number;
}

/** The most keys in force of one owner. */
export const MAX_KEYS = 50;

const instant = (column: string) =>
  `to_char(date_trunc('milliseconds', ${column}) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const STORED = `id AS "keyId", organization_id AS "organizationId", membership_id AS "membershipId",
       ${instant('expires_at')} AS "expiresAt"`;
const LISTED = `${STORED}, name, scopes, ${instant('created_at')} AS "createdAt", ${instant('used_at')} AS "usedAt"`;
const IN_FORCE = `confirmed_at IS NOT NULL AND ended_at IS NULL AND expires_at > now()`;

/**
 * API keys: what the log must not hold, or need not. A row is written first, unconfirmed; the event that names it is
 * appended; then it is confirmed, and the key is shown.
 */
export class ApiKeys {
  constructor(private readonly database: Pool) {}

  /**
   * Holds a key that is not in force yet; again, with another digest, until it is confirmed. False: its owner has as
   * many as one may have.
   */
  async hold(key: HeldKey): Promise<boolean> {
    const { rowCount } = await this.database.query(HOLD, [
      key.keyId,
      key.organizationId,
      key.membershipId,
      key.name,
      key.scopes,
      key.digest,
      key.createdAt,
      key.expiresAt,
      key.membersRevision,
      key.organizationRevision,
      MAX_KEYS,
    ]);
    if (rowCount === 1) return true;
    const { rowCount: confirmed } = await this.database.query('SELECT FROM auth.api_key WHERE id = $1', [key.keyId]);
    return confirmed === 1;
  }

  /** Whether the key with this digest may be shown: it was confirmed by this call. */
  async confirm(keyId: string, digest: string): Promise<boolean> {
    const { rowCount } = await this.database.query(
      'UPDATE auth.api_key SET confirmed_at = now() WHERE id = $1 AND digest = $2 AND confirmed_at IS NULL',
      [keyId, digest],
    );
    return rowCount === 1;
  }

  /** With its digest, whether it is in force or has ended. */
  async find(
    keyId: string,
  ): Promise<(StoredKey & { readonly digest: string; readonly isInForce: boolean }) | undefined> {
    const statement = `SELECT ${STORED}, digest, ${IN_FORCE} AS "isInForce" FROM auth.api_key WHERE id = $1`;
    const { rows } = await this.database.query<StoredKey & { digest: string; isInForce: boolean }>(statement, [keyId]);
    return rows[0];
  }

  /** Those in force, one more than the limit where more follow. */
  async page(membershipId: string, { after, isDescending, limit }: KeysAsked): Promise<readonly ListedKey[]> {
    const [beyond, order] = isDescending ? ['<', 'DESC'] : ['>', 'ASC'];
    const { rows } = await this.database.query<ListedKey>(
      `SELECT ${LISTED} FROM auth.api_key
        WHERE membership_id = $1 AND ${IN_FORCE}
          AND ($2::timestamptz IS NULL OR (created_at, id) ${beyond} ($2, $3))
        ORDER BY created_at ${order}, id ${order}
        LIMIT $4`,
      [membershipId, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
    );
    return rows;
  }

  /** Those in force of several memberships. */
  async ofEach(membershipIds: readonly string[], limit: number): Promise<readonly ListedKey[]> {
    const { rows } = await this.database.query<ListedKey>(
      `SELECT ${LISTED} FROM auth.api_key WHERE membership_id = ANY ($1) AND ${IN_FORCE} ORDER BY created_at, id LIMIT $2`,
      [membershipIds, limit],
    );
    return rows;
  }

  /** Notes a use, at most once a minute. */
  async used(keyId: string): Promise<void> {
    await this.database.query(
      `UPDATE auth.api_key SET used_at = now()
        WHERE id = $1 AND (used_at IS NULL OR used_at < now() - interval '1 minute')`,
      [keyId],
    );
  }

  /** Keys that have expired by `now` and whose end is not recorded, at most `limit` of them. */
  async expired(now: Date, limit: number): Promise<readonly StoredKey[]> {
    const { rows } = await this.database.query<StoredKey>(
      `SELECT ${STORED} FROM auth.api_key
        WHERE ended_at IS NULL AND confirmed_at IS NOT NULL AND expires_at <= $1 ORDER BY expires_at LIMIT $2`,
      [now, limit],
    );
    return rows;
  }

  async end(keyId: string): Promise<void> {
    await this.database.query('UPDATE auth.api_key SET ended_at = coalesce(ended_at, now()) WHERE id = $1', [keyId]);
  }

  /** Ends the keys of a membership from before `version`. */
  async endIn(membershipId: string, version: number): Promise<void> {
    await this.database.query(
      `UPDATE auth.api_key SET ended_at = now()
        WHERE membership_id = $1 AND ended_at IS NULL AND members_revision < $2`,
      [membershipId, version],
    );
  }

  /** Ends every key of an organisation from before its status changed at `version`. */
  async endOfOrganization(organizationId: string, version: number): Promise<void> {
    await this.database.query(
      `UPDATE auth.api_key SET ended_at = now()
        WHERE organization_id = $1 AND ended_at IS NULL AND organization_revision < $2`,
      [organizationId, version],
    );
  }
}

const HOLD = `
  INSERT INTO auth.api_key (id, organization_id, membership_id, name, scopes, digest, created_at, expires_at,
                            members_revision, organization_revision)
  SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
   WHERE (SELECT count(*) FROM auth.api_key WHERE membership_id = $3 AND id <> $1 AND ${IN_FORCE}) < $11
  ON CONFLICT (id) DO UPDATE SET digest = excluded.digest WHERE api_key.confirmed_at IS NULL`;
