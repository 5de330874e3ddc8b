import type { Pool } from 'pg';

/** A member whose last use is longer ago is stale. Rows of sessions are kept as long. */
export const STALE_DAYS = 90;

/** The last use of memberships, from the rows of their sessions and API keys. */
export class MemberUse {
  constructor(private readonly database: Pool) {}

  /** The memberships of an organisation that were used since a time. */
  async usedSince(organizationId: string, since: Date): Promise<ReadonlySet<string>> {
    const { rows } = await this.database.query<{ id: string }>(USED_SINCE, [organizationId, since]);
    return new Set(rows.map(({ id }) => id));
  }
}

const USED_SINCE = `
  SELECT membership_id AS id FROM auth.session
   WHERE organization_id = $1 AND membership_id IS NOT NULL AND used_at >= $2
   UNION
  SELECT membership_id FROM auth.api_key WHERE organization_id = $1 AND used_at >= $2`;
