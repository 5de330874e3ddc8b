import type { Pool } from 'pg';
import type { MediaType } from '#contracts/values/media-types';

export interface StoredObject {
  readonly id: string;
  readonly tenantId: string;
  readonly size: number;
  /** The digest of the original bytes; null for personal data, whose key it would outlive. */
  readonly sha256: string | null;
  readonly mediaType: MediaType;
  /** The data subject, if the bytes are encrypted. */
  readonly subject: string | null;
  /** No command has claimed it yet. */
  readonly isPending: boolean;
  /** The claimant; null while no command has claimed it. */
  readonly claimedBy: string | null;
  readonly createdAt: string;
}

interface Row extends Omit<StoredObject, 'size' | 'createdAt'> {
  readonly size: string;
  readonly createdAt: Date | string;
}

const COLUMNS = `
  id, tenant_id AS "tenantId", size, sha256, media_type AS "mediaType", subject, state = 'pending' AS "isPending",
  claimed_by AS "claimedBy", created_at AS "createdAt"`;

const SWEPT_AT_ONCE = 100;

/** The rows of stored objects. The database's clock decides their age: it is one for all replicas. */
export class ObjectTable {
  constructor(private readonly pool: Pool) {}

  async begin(id: string, tenantId: string, subject: string | null): Promise<void> {
    await this.pool.query(`INSERT INTO storage.object (id, tenant_id, state, subject) VALUES ($1, $2, 'writing', $3)`, [
      id,
      tenantId,
      subject,
    ]);
  }

  /** Undefined when the row was swept meanwhile. */
  async complete(
    id: string,
    of: Pick<StoredObject, 'size' | 'sha256' | 'mediaType'>,
  ): Promise<StoredObject | undefined> {
    const { rows } = await this.pool.query<Row>(
      `UPDATE storage.object SET state = 'pending', size = $2, sha256 = $3, media_type = $4
        WHERE id = $1 AND state = 'writing'
        RETURNING ${COLUMNS}`,
      [id, of.size, of.sha256, of.mediaType],
    );
    return rows.map(objectOf)[0];
  }

  async find(tenantId: string, id: string): Promise<StoredObject | undefined> {
    const { rows } = await this.pool.query<Row>(
      `SELECT ${COLUMNS} FROM storage.object WHERE tenant_id = $1 AND id = $2 AND state IN ('pending', 'claimed')`,
      [tenantId, id],
    );
    return rows.map(objectOf)[0];
  }

  async page(tenantId: string, after: string | undefined, limit: number): Promise<readonly StoredObject[]> {
    const { rows } = await this.pool.query<Row>(
      `SELECT ${COLUMNS} FROM storage.object
        WHERE tenant_id = $1 AND state IN ('pending', 'claimed') AND ($2::uuid IS NULL OR id > $2)
        ORDER BY id LIMIT $3`,
      [tenantId, after ?? null, limit],
    );
    return rows.map(objectOf);
  }

  /** Claims it for good; the same claimant may repeat it. Undefined if it is missing or claimed by another. */
  async claim(tenantId: string, id: string, claimant: string): Promise<StoredObject | undefined> {
    const { rows } = await this.pool.query<Row>(
      `UPDATE storage.object SET state = 'claimed', claimed_by = $3
        WHERE tenant_id = $1 AND id = $2 AND (state = 'pending' OR (state = 'claimed' AND claimed_by = $3))
        RETURNING ${COLUMNS}`,
      [tenantId, id, claimant],
    );
    return rows.map(objectOf)[0];
  }

  async markRemoving(tenantId: string, id: string): Promise<void> {
    await this.pool.query(`UPDATE storage.object SET state = 'removing' WHERE tenant_id = $1 AND id = $2`, [
      tenantId,
      id,
    ]);
  }

  /** False if another has claimed it, or it is missing. */
  async markDiscarded(tenantId: string, id: string, claimant: string | undefined): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `UPDATE storage.object SET state = 'removing'
        WHERE tenant_id = $1 AND id = $2 AND (state = 'pending' OR (state = 'claimed' AND claimed_by = $3))`,
      [tenantId, id, claimant ?? null],
    );
    return rowCount === 1;
  }

  /** Marks objects that stayed unclaimed for too long; also finds those whose removal a crash interrupted. */
  async markOld(afterMs: number): Promise<readonly { readonly id: string; readonly tenantId: string }[]> {
    const { rows } = await this.pool.query<{ id: string; tenantId: string }>(
      `UPDATE storage.object SET state = 'removing'
        WHERE id IN (SELECT id FROM storage.object
                      WHERE state <> 'claimed'
                        AND (state = 'removing' OR created_at < now() - $1 * interval '1 millisecond')
                      ORDER BY created_at LIMIT ${SWEPT_AT_ONCE} FOR UPDATE SKIP LOCKED)
        RETURNING id, tenant_id AS "tenantId"`,
      [afterMs],
    );
    return rows;
  }

  async forget(tenantId: string, id: string): Promise<void> {
    await this.pool.query(
      `DELETE FROM storage.object WHERE tenant_id = $1 AND id = $2 AND state IN ('writing', 'removing')`,
      [tenantId, id],
    );
  }

  async idsOf(tenantId: string, subject: string): Promise<readonly string[]> {
    const { rows } = await this.pool.query<{ id: string }>(
      'SELECT id FROM storage.object WHERE tenant_id = $1 AND subject = $2',
      [tenantId, subject],
    );
    return rows.map(({ id }) => id);
  }

  async pendingCount(): Promise<number> {
    const { rows } = await this.pool.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM storage.object WHERE state <> 'claimed'`,
    );
    return rows[0]?.count ?? 0;
  }
}

function objectOf(row: Row): StoredObject {
  return { ...row, size: Number(row.size), createdAt: new Date(row.createdAt).toISOString() };
}
