import type { Pool } from 'pg';
import type { Job, ScheduledOrganization, Schedules, SchedulesOptions } from '#libs/schedules';
import { eventually } from './eventually';

export interface JobRunsOptions {
  readonly jobs: readonly Job[];
  /** ISO 8601. */
  readonly now: string;
  readonly organizations?: readonly ScheduledOrganization[];
}

/** The due jobs of a service under test, by a clock that only the test moves. */
export class JobRuns {
  private readonly schedules: Schedules;
  private now: number;

  constructor(
    open: (options: Pick<SchedulesOptions, 'jobs' | 'clock' | 'organizations'>) => Schedules,
    private readonly pool: Pool,
    { jobs, now, organizations = [] }: JobRunsOptions,
  ) {
    this.now = Date.parse(now);
    this.schedules = open({
      jobs,
      clock: () => this.now,
      async *organizations() {
        yield* organizations;
      },
    });
    this.schedules.start();
  }

  /** Sets the clock, and waits until a job has so many runs that were carried out in all. */
  async at(now: string, job: Job, runs: number): Promise<void> {
    // A job that is new to an organisation has no date that was due before.
    await eventually(async () => (await this.count(job, '%')) > 0);
    this.now = Date.parse(now);
    await eventually(async () => (await this.count(job, 'done')) === runs);
  }

  stop(): Promise<void> {
    return this.schedules.stop();
  }

  private async count({ name }: Job, outcome: string): Promise<number> {
    const { rowCount } = await this.pool.query('SELECT FROM engine.schedule_run WHERE job = $1 AND outcome LIKE $2', [
      name,
      outcome,
    ]);
    return rowCount ?? 0;
  }
}
