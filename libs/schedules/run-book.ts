import type { Pool } from 'pg';

/** The latest run of a job for one organisation. */
export interface LatestRun {
  readonly job: string;
  readonly organizationId: string;
  /** The local date; the UTC minute of a job of every so many minutes. */
  readonly on: string;
  /** `introduced`: due before the job was there, and never sent. */
  readonly outcome: 'waiting' | 'done' | 'refused' | 'introduced';
  readonly attempts: number;
  /** Of a refusal. */
  readonly code: string | null;
  /** Of the last failed attempt. */
  readonly error: string | null;
}

const LATEST = `
  SELECT DISTINCT ON (job, tenant_id)
         job, tenant_id AS "organizationId", due_on AS "on", outcome, attempts, code, error
    FROM engine.schedule_run
   WHERE ($1::text IS NULL OR job = $1) AND ($2::uuid IS NULL OR tenant_id = $2)
   ORDER BY job, tenant_id, due_on DESC`;

const SEND_NOW = `
  UPDATE engine.schedule_run AS run
     SET outcome = 'waiting', retry_at = clock_timestamp()
   WHERE run.job = $1 AND run.tenant_id = $2 AND run.due_on = $3 AND run.outcome IN ('waiting', 'introduced')`;

/** What operators see of the runs of jobs, and do about them. Connects as the role `opsledger_projector`. */
export class RunBook {
  constructor(private readonly pool: Pool) {}

  /** Of each job and organisation, or of those that are named. */
  async latest(named: { readonly job?: string; readonly organizationId?: string } = {}): Promise<readonly LatestRun[]> {
    const { rows } = await this.pool.query<LatestRun>(LATEST, [named.job ?? null, named.organizationId ?? null]);
    return rows;
  }

  /** Has a run that was not sent, or failed, sent by the next process that looks, within a minute; false: it is over. */
  async sendNow({ job, organizationId, on }: Pick<LatestRun, 'job' | 'organizationId' | 'on'>): Promise<boolean> {
    return (await this.pool.query(SEND_NOW, [job, organizationId, on])).rowCount === 1;
  }
}
