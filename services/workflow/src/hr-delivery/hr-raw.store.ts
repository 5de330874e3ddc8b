import type { Pool } from 'pg';
import type { PlatformKeys } from '#libs/privacy';
import { openSealed, seal } from '../hr-source/sealed.adapter';

const PLATFORM_KEY = 'workflow.hr-raw';

/** The most calls of a source in quarantine; further ones are refused and not kept. */
export const MAX_QUARANTINED = 1_000;
const KEPT_DAYS = 30;
const BATCH = 200;

interface RawPlace {
  readonly id: string;
  readonly organizationId: string;
  readonly sourceId: string;
}

/** What sources sent: AES-256-GCM under a platform key, bound to row and organisation, for 30 days. */
export class HrRaw {
  constructor(
    private readonly database: Pool,
    private readonly platformKeys: Pick<PlatformKeys, 'key'>,
  ) {}

  /** The same again replaces it: it is kept for 30 days more. */
  async keep(what: 'delivery' | 'list', place: RawPlace, text: string, receivedAt: string): Promise<void> {
    await this.database.query(
      `INSERT INTO workflow.hr_raw (id, organization_id, source_id, what, sealed, received_at)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, received_at = excluded.received_at`,
      [place.id, place.organizationId, place.sourceId, what, await this.sealed(place, text), receivedAt],
    );
  }

  /** Whether there was room. Calls at once may exceed the number by as many as they are. */
  async quarantine(place: RawPlace, text: string, receivedAt: string): Promise<boolean> {
    const { rowCount } = await this.database.query(
      `INSERT INTO workflow.hr_raw (id, organization_id, source_id, what, sealed, received_at)
       SELECT $1, $2, $3, 'quarantine', $4, $5
        WHERE (SELECT count(*) FROM workflow.hr_raw WHERE source_id = $3 AND what = 'quarantine') < $6
       ON CONFLICT (id) DO UPDATE SET id = excluded.id`,
      [place.id, place.organizationId, place.sourceId, await this.sealed(place, text), receivedAt, MAX_QUARANTINED],
    );
    return rowCount === 1;
  }

  /** It makes room in the quarantine. */
  async release(organizationId: string, id: string): Promise<void> {
    await this.database.query(
      `UPDATE workflow.hr_raw SET what = 'delivery' WHERE id = $1 AND organization_id = $2 AND what = 'quarantine'`,
      [id, organizationId],
    );
  }

  /** Undefined after 30 days. */
  async open(organizationId: string, id: string): Promise<string | undefined> {
    const { rows } = await this.database.query<{ sealed: Buffer }>(
      'SELECT sealed FROM workflow.hr_raw WHERE id = $1 AND organization_id = $2',
      [id, organizationId],
    );
    const sealed = rows[0]?.sealed;
    if (!sealed) return undefined;
    const key = await this.platformKeys.key(PLATFORM_KEY);
    return openSealed(key, placeOf({ id, organizationId }), sealed).toString('utf8');
  }

  /** A batch of those that were kept long enough. */
  async old(): Promise<{ readonly id: string; readonly organizationId: string }[]> {
    const { rows } = await this.database.query<{ id: string; organizationId: string }>(
      `SELECT id, organization_id AS "organizationId" FROM workflow.hr_raw
        WHERE received_at < now() - make_interval(days => $1) ORDER BY received_at LIMIT $2`,
      [KEPT_DAYS, BATCH],
    );
    return rows;
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.database.query('DELETE FROM workflow.hr_raw WHERE id = ANY ($1)', [ids]);
  }

  private async sealed(place: RawPlace, text: string): Promise<Buffer> {
    return seal(await this.platformKeys.key(PLATFORM_KEY), placeOf(place), text);
  }
}

function placeOf({ id, organizationId }: Pick<RawPlace, 'id' | 'organizationId'>): string {
  return `hr-raw/v1\n${organizationId}\n${id}`;
}
