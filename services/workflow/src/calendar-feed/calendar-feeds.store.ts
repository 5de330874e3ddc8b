import type { Pool } from 'pg';

/** A feed that is in force, as far as the table knows. */
export interface StoredFeed {
  readonly feedId: string;
  readonly organizationId: string;
  readonly userId: string;
}

/** Also for its owner. */
export interface ListedFeed extends StoredFeed {
  readonly name: string;
  readonly createdAt: string;
  readonly usedAt: string | null;
}

export interface HeldFeed extends StoredFeed {
  readonly name: string;
  /** SHA-256 of the secret, which has 256 random bits. */
  readonly digest: string;
  readonly createdAt: string;
}

/** A page of a list by time and id. */
export interface FeedsAsked {
  readonly after?: readonly [createdAt: string, id: string] | undefined;
  readonly isDescending: boolean;
  readonly limit: number;
}

/** The most feeds in force of one user. */
export const MAX_FEEDS = 20;

const instant = (column: string) =>
  `to_char(date_trunc('milliseconds', ${column}) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const STORED = 'id AS "feedId", organization_id AS "organizationId", user_id AS "userId"';
const LISTED = `${STORED}, name, ${instant('created_at')} AS "createdAt", ${instant('used_at')} AS "usedAt"`;
const IN_FORCE = 'confirmed_at IS NOT NULL AND ended_at IS NULL';

/**
 * Calendar feeds: what the log must not hold. A row is written first, unconfirmed; the event that names it is appended;
 * then it is confirmed, and the address is shown.
 */
export class CalendarFeeds {
  constructor(private readonly database: Pool) {}

  /** Holds a feed that is not in force yet; again, with another digest, until it is confirmed. False: there are too many. */
  async hold({ feedId, organizationId, userId, name, digest, createdAt }: HeldFeed): Promise<boolean> {
    const values = [feedId, organizationId, userId, name, digest, createdAt, MAX_FEEDS];
    const { rowCount } = await this.database.query(HOLD, values);
    if (rowCount === 1) return true;
    const known = await this.database.query('SELECT FROM workflow.calendar_feed WHERE id = $1', [feedId]);
    return known.rowCount === 1;
  }

  /** Whether the address with this digest may be shown: it was confirmed by this call. */
  async confirm(feedId: string, digest: string): Promise<boolean> {
    const { rowCount } = await this.database.query(
      'UPDATE workflow.calendar_feed SET confirmed_at = now() WHERE id = $1 AND digest = $2 AND confirmed_at IS NULL',
      [feedId, digest],
    );
    return rowCount === 1;
  }

  async findByDigest(digest: string): Promise<StoredFeed | undefined> {
    const { rows } = await this.database.query<StoredFeed>(
      `SELECT ${STORED} FROM workflow.calendar_feed WHERE digest = $1 AND ${IN_FORCE}`,
      [digest],
    );
    return rows[0];
  }

  /** Those in force, one more than the limit where more follow. */
  async page(owner: Pick<StoredFeed, 'organizationId' | 'userId'>, asked: FeedsAsked): Promise<readonly ListedFeed[]> {
    const { after, isDescending, limit } = asked;
    const [beyond, order] = isDescending ? ['<', 'DESC'] : ['>', 'ASC'];
    const { rows } = await this.database.query<ListedFeed>(
      `SELECT ${LISTED} FROM workflow.calendar_feed
        WHERE organization_id = $1 AND user_id = $2 AND ${IN_FORCE}
          AND ($3::timestamptz IS NULL OR (created_at, id) ${beyond} ($3, $4))
        ORDER BY created_at ${order}, id ${order}
        LIMIT $5`,
      [owner.organizationId, owner.userId, after?.[0] ?? null, after?.[1] ?? null, limit + 1],
    );
    return rows;
  }

  /** Notes a use, at most once a minute. */
  async used(feedId: string): Promise<void> {
    await this.database.query(
      `UPDATE workflow.calendar_feed SET used_at = now()
        WHERE id = $1 AND (used_at IS NULL OR used_at < now() - interval '1 minute')`,
      [feedId],
    );
  }

  async end(feedId: string): Promise<void> {
    await this.database.query('UPDATE workflow.calendar_feed SET ended_at = coalesce(ended_at, now()) WHERE id = $1', [
      feedId,
    ]);
  }

  /** Ends every feed of a membership that is over. Returns their number. */
  async endOf({ organizationId, userId }: Pick<StoredFeed, 'organizationId' | 'userId'>): Promise<number> {
    const { rowCount } = await this.database.query(
      `UPDATE workflow.calendar_feed SET ended_at = now()
        WHERE organization_id = $1 AND user_id = $2 AND ended_at IS NULL`,
      [organizationId, userId],
    );
    return rowCount ?? 0;
  }

  /** Removes rows that no event names after a day, and those that ended long ago. Returns their number. */
  async sweep(): Promise<number> {
    const { rowCount } = await this.database.query(
      `DELETE FROM workflow.calendar_feed
        WHERE (confirmed_at IS NULL AND created_at < now() - interval '1 day')
           OR ended_at < now() - interval '90 days'`,
    );
    return rowCount ?? 0;
  }
}

const HOLD = `
  INSERT INTO workflow.calendar_feed (id, organization_id, user_id, name, digest, created_at)
  SELECT $1, $2, $3, $4, $5, $6
   WHERE (SELECT count(*) FROM workflow.calendar_feed
           WHERE organization_id = $2 AND user_id = $3 AND id <> $1 AND ${IN_FORCE}) < $7
  ON CONFLICT (id) DO UPDATE SET digest = excluded.digest WHERE calendar_feed.confirmed_at IS NULL`;
