import type { Pool } from 'pg';
import type { Actor } from '#libs/identity';

/** A job leased to this replica; its `fence` is higher than that of every earlier owner. */
export interface Job {
  readonly id: string;
  readonly tenantId: string;
  readonly actor: Actor;
  readonly asked: number;
  /** At the present step: failures, and this one. */
  readonly attempts: number;
  /** Replicas that died at the present step. */
  readonly deaths: number;
  readonly fence: number;
  /** The plan that the owner before was about to send. */
  readonly plan: string | null;
}

/** A request for work. */
export interface WantedJob {
  readonly tenantId: string;
  readonly actor: Actor;
  /** The owning service of the kind, which carries the rows out. */
  readonly service: string;
  readonly notBeforeMs: number;
}

const UNIQUE_VIOLATION = '23505';

/** The queue of imports. Only the database's clock decides about leases: it is one for all replicas. */
export class JobTable {
  constructor(
    private readonly pool: Pool,
    private readonly service: string,
  ) {}

  /**
   * Requests work of a service. No worker takes it for a grace period, unless `ready` says that it can begin. The
   * actor's permissions are not stored: they follow from the roles.
   */
  async want(id: string, { tenantId, actor, service, notBeforeMs }: WantedJob): Promise<void> {
    const { access: _, ...kept } = actor;
    await this.pool.query(
      `INSERT INTO imports.job AS job (id, tenant_id, service, actor, wanted, lease_until)
       VALUES ($1, $2, $3, $4, true, clock_timestamp() + $5 * interval '1 millisecond')
       ON CONFLICT (id) DO UPDATE
          SET wanted = true, asked = job.asked + 1, attempts = 0, deaths = 0, actor = excluded.actor,
              asked_at = clock_timestamp(),
              lease_until = CASE WHEN job.owner IS NULL THEN excluded.lease_until ELSE job.lease_until END
        WHERE job.tenant_id = excluded.tenant_id AND job.service = excluded.service`,
      [id, tenantId, service, JSON.stringify(kept), notBeforeMs],
    );
  }

  async ready(id: string): Promise<void> {
    await this.pool.query(`UPDATE imports.job SET lease_until = '-infinity' WHERE id = $1 AND owner IS NULL`, [id]);
  }

  /** Takes the oldest job without an owner, of an organisation that has no other in progress. */
  async take(owner: string, leaseMs: number): Promise<Job | undefined> {
    try {
      const { rows } = await this.pool.query<Omit<Job, 'asked' | 'fence'> & { asked: string; fence: string }>(
        `UPDATE imports.job
            SET owner = $2, active = true, fence = fence + 1,
                attempts = attempts + CASE WHEN owner IS NULL THEN 1 ELSE 0 END,
                deaths = deaths + CASE WHEN owner IS NULL THEN 0 ELSE 1 END,
                lease_until = clock_timestamp() + $3 * interval '1 millisecond'
          WHERE id = (SELECT id FROM imports.job AS job
                       WHERE service = $1 AND wanted AND lease_until < clock_timestamp()
                         AND NOT EXISTS (SELECT FROM imports.job AS other
                                          WHERE other.tenant_id = job.tenant_id AND other.active AND other.id <> job.id)
                       ORDER BY active DESC, asked_at, id
                       LIMIT 1 FOR UPDATE SKIP LOCKED)
          RETURNING id, tenant_id AS "tenantId", actor, asked, attempts, deaths, fence, plan`,
        [this.service, owner, leaseMs],
      );
      return rows.map((row) => ({ ...row, asked: Number(row.asked), fence: Number(row.fence) }))[0];
    } catch (error) {
      // Another replica took another import of the same organisation at the same moment.
      if ((error as { code?: string }).code === UNIQUE_VIOLATION) return undefined;
      throw error;
    }
  }

  /** False when another replica has taken it over. */
  async renew({ id, fence }: Job, leaseMs: number): Promise<boolean> {
    return this.change(
      `UPDATE imports.job SET lease_until = clock_timestamp() + $3 * interval '1 millisecond'
        WHERE id = $1 AND fence = $2 AND owner IS NOT NULL`,
      [id, fence, leaseMs],
    );
  }

  /** False when another replica has taken it over: then nothing may be sent. */
  async savePlan({ id, fence }: Job, plan: string | null): Promise<boolean> {
    return this.change(`UPDATE imports.job SET plan = $3 WHERE id = $1 AND fence = $2 AND owner IS NOT NULL`, [
      id,
      fence,
      plan,
    ]);
  }

  /** A step is done: attempts and deaths count for the next one. */
  async progressed({ id, fence }: Job): Promise<void> {
    await this.change(
      `UPDATE imports.job SET attempts = 1, deaths = 0 WHERE id = $1 AND fence = $2 AND owner IS NOT NULL`,
      [id, fence],
    );
  }

  /** Ends the job, unless work was requested again meanwhile. `againMs`: a worker looks at it again after this time. */
  async finish({ id, fence, asked }: Job, againMs?: number): Promise<void> {
    await this.change(
      `UPDATE imports.job
          SET wanted = (asked <> $3 OR $4::bigint IS NOT NULL), active = false, owner = NULL, plan = NULL, attempts = 0, deaths = 0,
              lease_until = CASE WHEN asked <> $3 OR $4::bigint IS NULL THEN '-infinity'
                                 ELSE clock_timestamp() + $4::bigint * interval '1 millisecond' END
        WHERE id = $1 AND fence = $2`,
      [id, fence, asked, againMs === undefined ? null : Math.ceil(againMs)],
    );
  }

  /** Releases it for any replica to resume, before other imports of the organisation. */
  async release({ id, fence }: Job, afterMs: number): Promise<void> {
    await this.change(
      `UPDATE imports.job SET owner = NULL, lease_until = clock_timestamp() + $3 * interval '1 millisecond'
        WHERE id = $1 AND fence = $2`,
      [id, fence, afterMs],
    );
  }

  /** Releases it because this replica stops, which is no attempt. */
  async handOver({ id, fence }: Job): Promise<void> {
    await this.change(
      `UPDATE imports.job SET owner = NULL, attempts = attempts - 1, lease_until = '-infinity'
        WHERE id = $1 AND fence = $2`,
      [id, fence],
    );
  }

  async waiting(): Promise<number> {
    const { rows } = await this.pool.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM imports.job
        WHERE service = $1 AND wanted AND lease_until < clock_timestamp() + interval '1 hour'`,
      [this.service],
    );
    return rows[0]?.count ?? 0;
  }

  private async change(sql: string, values: readonly unknown[]): Promise<boolean> {
    const { rowCount } = await this.pool.query(sql, [...values]);
    return rowCount === 1;
  }
}
