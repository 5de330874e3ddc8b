import type { Database } from './published-keys';

/** The requests that all users of an organisation together have in any 60 seconds. */
export interface OrganizationQuota {
  readonly requestsPerMinute: number;
  /** Set for this organisation by a platform administrator; otherwise the default of its tier. */
  readonly isOverride: boolean;
}

export interface QuotaChange extends OrganizationQuota {
  readonly organizationId: string;
  /** The revision of the organisation's stream; an older state than the published one has no effect. */
  readonly version: number;
}

/** Publishes a quota to every gateway. Connects as auth. */
export async function publishQuota(db: Database, change: QuotaChange): Promise<void> {
  const { organizationId, version, requestsPerMinute, isOverride } = change;
  await db.query(
    `INSERT INTO published.organization_quota (organization_id, version, requests_per_minute, is_override)
     VALUES ($1, $2, $3, $4)
     ON CONFLICT (organization_id) DO UPDATE
       SET version = excluded.version, requests_per_minute = excluded.requests_per_minute,
           is_override = excluded.is_override
       WHERE organization_quota.version < excluded.version`,
    [organizationId, version, requestsPerMinute, isOverride],
  );
}
