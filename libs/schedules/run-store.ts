import type { Pool } from 'pg';

/** A run to add: of a job, for an organisation, on a local date. */
export interface NewRun {
  readonly id: string;
  readonly job: string;
  readonly organizationId: string;
  readonly on: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly timeZone: string;
  /** The delay before it is sent, in milliseconds. */
  readonly waitMs: number;
}

/** A run for this process to send, until its lease ends. */
export interface ClaimedRun extends Omit<NewRun, 'at' | 'waitMs'> {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly attempts: number;
}

export interface RunOutcome {
  readonly id: string;
  readonly outcome: 'done' | 'refused';
  /** The refused command, and the code of the refusal. */
  readonly command: string | null;
  readonly code: string | null;
}

/** The counts of one job's waiting runs. */
export interface JobCounts {
  readonly job: string;
  /** Waits to be sent, or to be sent again. */
  readonly due: number;
  /** Those due for more than five minutes. */
  readonly late: number;
  /** Those that failed at least once. */
  readonly failing: number;
}

const GIVEN = `
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::timestamptz[], $6::text[], $7::float8[])
         AS given (id, job, tenant_id, due_on, due_at, time_zone, wait_ms)`;

/** A later date of the same job and organisation replaces every earlier one. */
const ADD = `
  WITH given AS (${GIVEN}),
  added AS (
    INSERT INTO engine.schedule_run AS run (id, job, tenant_id, due_on, due_at, time_zone, outcome, retry_at)
    SELECT id, job, tenant_id, due_on, due_at, time_zone, 'waiting', clock_timestamp() + wait_ms * interval '1 ms'
      FROM given
     WHERE NOT EXISTS (SELECT FROM engine.schedule_run AS known
                        WHERE known.job = given.job AND known.tenant_id = given.tenant_id
                          AND known.due_on >= given.due_on)
        ON CONFLICT DO NOTHING
    RETURNING run.job, run.tenant_id, run.due_on
  )
  UPDATE engine.schedule_run AS run
     SET outcome = 'superseded', recorded_at = clock_timestamp()
    FROM added
   WHERE run.job = added.job AND run.tenant_id = added.tenant_id AND run.due_on < added.due_on
     AND run.outcome = 'waiting'`;

const INTRODUCE = `
  WITH given AS (${GIVEN})
  INSERT INTO engine.schedule_run (id, job, tenant_id, due_on, due_at, time_zone, outcome, retry_at)
  SELECT id, job, tenant_id, due_on, due_at, time_zone, 'introduced', clock_timestamp()
    FROM given
   WHERE NOT EXISTS (SELECT FROM engine.schedule_run AS known
                      WHERE known.job = given.job AND known.tenant_id = given.tenant_id)
      ON CONFLICT DO NOTHING`;

const LATEST = `
  SELECT job, tenant_id AS "organizationId", max(due_on) AS "on"
    FROM engine.schedule_run
   WHERE job = ANY ($1) AND tenant_id = ANY ($2::uuid[])
   GROUP BY job, tenant_id`;

const CLAIM = `
  UPDATE engine.schedule_run AS run
     SET attempts = run.attempts + 1, retry_at = clock_timestamp() + $3 * interval '1 ms'
   WHERE run.id IN (SELECT id FROM engine.schedule_run
                     WHERE outcome = 'waiting' AND retry_at <= clock_timestamp() AND job = ANY ($1)
                     ORDER BY retry_at
                     LIMIT $2
                       FOR UPDATE SKIP LOCKED)
  RETURNING run.id, run.job, run.tenant_id AS "organizationId", run.due_on AS "on", run.due_at AS "at",
            run.time_zone AS "timeZone", run.attempts`;

const NEXT = `
  SELECT (extract(epoch FROM min(retry_at) - clock_timestamp()) * 1000)::float8 AS "waitMs"
    FROM engine.schedule_run
   WHERE outcome = 'waiting' AND job = ANY ($1)`;

const SETTLE = `
  UPDATE engine.schedule_run AS run
     SET outcome = given.outcome, command = given.command, code = given.code, error = NULL,
         recorded_at = clock_timestamp()
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS given (id, outcome, command, code)
   WHERE run.id = given.id AND run.outcome = 'waiting'`;

const FAIL = `
  UPDATE engine.schedule_run
     SET error = $2, retry_at = clock_timestamp() + $3 * interval '1 ms'
   WHERE id = $1 AND outcome = 'waiting'`;

/** The last run of each job and organisation stays, whatever its age: it shows which dates are done. */
const FORGET = `
  DELETE FROM engine.schedule_run AS run
   WHERE run.id IN (SELECT id FROM engine.schedule_run AS old
                     WHERE old.outcome <> 'waiting' AND old.job = ANY ($1)
                       AND old.recorded_at < clock_timestamp() - interval '90 days'
                       AND EXISTS (SELECT FROM engine.schedule_run AS later
                                    WHERE later.job = old.job AND later.tenant_id = old.tenant_id
                                      AND later.due_on > old.due_on)
                     LIMIT 1000)`;

const COUNTS = `
  SELECT job, coalesce(due, 0)::int AS due, coalesce(late, 0)::int AS late, coalesce(failing, 0)::int AS failing
    FROM unnest($1::text[]) AS asked (job)
    LEFT JOIN (SELECT job, count(*) AS due, count(*) FILTER (WHERE due_at < now() - interval '5 minutes') AS late,
                      count(*) FILTER (WHERE error IS NOT NULL) AS failing
                 FROM engine.schedule_run
                WHERE outcome = 'waiting'
                GROUP BY job) AS counted USING (job)`;

/** The runs of jobs. Connects as the role `opsledger_projector`. Leases and pauses use the database's clock. */
export class RunStore {
  constructor(private readonly pool: Pool) {}

  /** Adds the runs that are missing; earlier ones of the same job and organisation are not sent any more. */
  async add(runs: readonly NewRun[]): Promise<void> {
    await this.pool.query(ADD, columnsOf(runs));
  }

  /** Marks dates as past, for a job that is new to an organisation. */
  async introduce(runs: readonly NewRun[]): Promise<void> {
    await this.pool.query(INTRODUCE, columnsOf(runs));
  }

  /** The latest date of each job and organisation. */
  async latest(
    jobs: readonly string[],
    organizationIds: readonly string[],
  ): Promise<readonly Pick<NewRun, 'job' | 'organizationId' | 'on'>[]> {
    const { rows } = await this.pool.query<NewRun>(LATEST, [jobs, organizationIds]);
    return rows;
  }

  /** Takes runs to send, for this process alone until the lease ends. */
  async claim(jobs: readonly string[], limit: number, leaseMs: number): Promise<readonly ClaimedRun[]> {
    return (await this.pool.query<ClaimedRun>(CLAIM, [jobs, limit, leaseMs])).rows;
  }

  /** The milliseconds until the next run is to be sent; undefined when none waits. */
  async nextIn(jobs: readonly string[]): Promise<number | undefined> {
    const { rows } = await this.pool.query<{ waitMs: number | null }>(NEXT, [jobs]);
    const waitMs = rows[0]?.waitMs ?? undefined;
    return waitMs === undefined ? undefined : Math.max(0, waitMs);
  }

  async settle(outcomes: readonly RunOutcome[]): Promise<void> {
    const column = <Name extends keyof RunOutcome>(name: Name) => outcomes.map((each) => each[name]);
    await this.pool.query(SETTLE, [column('id'), column('outcome'), column('command'), column('code')]);
  }

  async fail(id: string, error: string, pauseMs: number): Promise<void> {
    await this.pool.query(FAIL, [id, error, pauseMs]);
  }

  async forget(jobs: readonly string[]): Promise<void> {
    await this.pool.query(FORGET, [jobs]);
  }

  async counts(jobs: readonly string[]): Promise<readonly JobCounts[]> {
    return (await this.pool.query<JobCounts>(COUNTS, [jobs])).rows;
  }
}

function columnsOf(runs: readonly NewRun[]): unknown[] {
  return [
    runs.map(({ id }) => id),
    runs.map(({ job }) => job),
    runs.map(({ organizationId }) => organizationId),
    runs.map(({ on }) => on),
    runs.map(({ at }) => new Date(at)),
    runs.map(({ timeZone }) => timeZone),
    runs.map(({ waitMs }) => waitMs),
  ];
}
