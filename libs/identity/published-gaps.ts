import type { Database } from './published-keys';

/** A stretch of time without access; instants in ISO 8601 UTC, `until` exclusive, null: for good. */
export interface PublishedGap {
  readonly from: string;
  readonly until: string | null;
}

export interface GapsChange {
  readonly organizationId: string;
  readonly membershipId: string;
  readonly employeeId: string;
  /** The revisions of the streams that it was read from; an older state than the published one has no effect. */
  readonly employeeVersion: number;
  readonly organizationVersion: number;
  /** They do not overlap. */
  readonly gaps: readonly PublishedGap[];
  /** The first end of access that is to be recorded; null: none. */
  readonly nextEnd: string | null;
}

/** A membership and the employee whose leave ends it. */
export interface GapsOf {
  readonly organizationId: string;
  readonly membershipId: string;
  readonly employeeId: string;
}

/** Publishes the times without access of one membership by one employment. Connects as auth. */
export async function publishGaps(db: Database, change: GapsChange): Promise<void> {
  const { membershipId, employeeId, organizationId, employeeVersion, organizationVersion, gaps, nextEnd } = change;
  await db.query(
    `INSERT INTO published.membership_gap
       (membership_id, employee_id, organization_id, employee_version, organization_version, gaps, next_end)
     SELECT $1::text, $2::text, $3::text, $4::bigint, $5::bigint,
            coalesce(range_agg(tstzrange(begins, ends)), '{}'), $8::timestamptz
       FROM unnest($6::timestamptz[], $7::timestamptz[]) AS gap (begins, ends)
     ON CONFLICT (membership_id, employee_id) DO UPDATE
       SET employee_version = excluded.employee_version, organization_version = excluded.organization_version,
           gaps = excluded.gaps, next_end = excluded.next_end
       WHERE membership_gap.employee_version <= excluded.employee_version
         AND membership_gap.organization_version <= excluded.organization_version`,
    [
      membershipId,
      employeeId,
      organizationId,
      employeeVersion,
      organizationVersion,
      gaps.map(({ from }) => from),
      gaps.map(({ until }) => until),
      nextEnd,
    ],
  );
}

interface GapRow {
  readonly organization_id: string;
  readonly membership_id: string;
  readonly employee_id: string;
}

/** Those with an end that has come and is not recorded, the oldest first. */
export async function dueGaps(
  db: Database,
  now: string,
  limit: number,
): Promise<readonly (GapsOf & { nextEnd: string })[]> {
  const { rows } = await db.query<GapRow & { readonly next_end: string }>(
    `SELECT organization_id, membership_id, employee_id,
            to_char(next_end AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS next_end
       FROM published.membership_gap
      WHERE next_end <= $1 ORDER BY membership_gap.next_end, membership_id LIMIT $2`,
    [now, limit],
  );
  return rows.map((row) => ({ ...gapsOf(row), nextEnd: row.next_end }));
}

/** Those of an organisation with a time without access. */
export async function gapsOfOrganization(db: Database, organizationId: string): Promise<readonly GapsOf[]> {
  const { rows } = await db.query<GapRow>(
    `SELECT organization_id, membership_id, employee_id FROM published.membership_gap
      WHERE organization_id = $1 AND NOT isempty(gaps)`,
    [organizationId],
  );
  return rows.map(gapsOf);
}

/** The memberships, of these, that have no access at a moment. */
export async function membershipsInGap(
  db: Database,
  membershipIds: readonly string[],
  now: string,
): Promise<ReadonlySet<string>> {
  if (membershipIds.length === 0) return new Set();
  const { rows } = await db.query<Pick<GapRow, 'membership_id'>>(
    'SELECT membership_id FROM published.membership_gap WHERE membership_id = ANY($1::text[]) AND gaps @> $2::timestamptz',
    [membershipIds, now],
  );
  return new Set(rows.map(({ membership_id }) => membership_id));
}

function gapsOf(row: GapRow): GapsOf {
  return { organizationId: row.organization_id, membershipId: row.membership_id, employeeId: row.employee_id };
}
