import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { PlatformKeys } from '#libs/privacy';
import { openSealed, seal } from './sealed.adapter';

const PLATFORM_KEY = 'workflow.hr-secret';

/** A row that is written before the event that names it. `version` tells writers of the same row apart. */
export interface HeldSecret {
  readonly id: string;
  readonly version: string;
}

interface SecretOwner {
  readonly organizationId: string;
  readonly sourceId: string;
}

/**
 * Secrets and credentials of HR sources: AES-256-GCM under a platform key, bound to row and organisation. In force are the
 * rows that the source's stream names.
 */
export class HrSecrets {
  constructor(
    private readonly database: Pool,
    private readonly platformKeys: Pick<PlatformKeys, 'key'>,
  ) {}

  /** A repetition writes the row anew until it was confirmed. */
  async hold(id: string, { organizationId, sourceId }: SecretOwner, secret: string): Promise<HeldSecret> {
    const version = randomUUID();
    const sealed = seal(await this.platformKeys.key(PLATFORM_KEY), placeOf(organizationId, id), secret);
    await this.database.query(
      `INSERT INTO workflow.hr_secret AS held (id, organization_id, source_id, version, sealed)
       VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (id) DO UPDATE SET version = excluded.version, sealed = excluded.sealed WHERE NOT held.confirmed`,
      [id, organizationId, sourceId, version, sealed],
    );
    return { id, version };
  }

  /** Whether this is the writer whose secret counts: it alone shows it. */
  async confirm({ id, version }: HeldSecret): Promise<boolean> {
    const { rowCount } = await this.database.query(
      'UPDATE workflow.hr_secret SET confirmed = true WHERE id = $1 AND version = $2 AND NOT confirmed',
      [id, version],
    );
    return rowCount === 1;
  }

  /** Without those that are gone. */
  async open(organizationId: string, ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const { rows } = await this.database.query<{ id: string; sealed: Buffer }>(
      'SELECT id, sealed FROM workflow.hr_secret WHERE organization_id = $1 AND id = ANY ($2)',
      [organizationId, ids],
    );
    const key = await this.platformKeys.key(PLATFORM_KEY);
    return rows.map(({ id, sealed }) => openSealed(key, placeOf(organizationId, id), sealed).toString('utf8'));
  }

  /** Of a command that was refused. */
  async discard({ id, version }: HeldSecret): Promise<void> {
    await this.database.query('DELETE FROM workflow.hr_secret WHERE id = $1 AND version = $2 AND NOT confirmed', [
      id,
      version,
    ]);
  }

  /** Deletes the rows of a source but those in force, and none of the last hour: a command may name one yet. */
  async keepOnly({ organizationId, sourceId }: SecretOwner, ids: readonly string[]): Promise<void> {
    await this.database.query(
      `DELETE FROM workflow.hr_secret
        WHERE organization_id = $1 AND source_id = $2 AND NOT (id = ANY ($3)) AND created_at < now() - interval '1 hour'`,
      [organizationId, sourceId, ids],
    );
  }
}

function placeOf(organizationId: string, id: string): string {
  return `hr-secret/v1\n${organizationId}\n${id}`;
}
