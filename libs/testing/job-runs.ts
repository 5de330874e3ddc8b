import type { Pool } from 'pg';
import type { SendCommand } from '#libs/event-sourcing';
import { openSchedules, type Job, type ScheduledOrganization } from '#libs/schedules';
import { eventually } from './eventually';

export interface JobRunsOptions {
  readonly jobs: readonly Job[];
  /** ISO 8601. */
  readonly now: string;
  readonly organizations?: readonly ScheduledOrganization[];
}

/** The due jobs of a service under test, by a clock that only the test moves. */
export class JobRuns {
  private readonly schedules;
  private now: number;
  /** The commands that were sent, by their contracts' names. */
  readonly sent: string[] = [];

  constructor(
    private readonly pool: Pool,
    /** Carries a command out, as of this moment. */
    carryOut: (now: string, ...sent: Parameters<SendCommand>) => ReturnType<SendCommand>,
    { jobs, now, organizations = [] }: JobRunsOptions,
    onFault: (what: string, error: unknown) => void,
  ) {
    this.now = Date.parse(now);
    this.schedules = openSchedules({
      jobs,
      pool,
      clock: () => this.now,
      async *organizations() {
        yield* organizations;
      },
      send: (...sent) => {
        this.sent.push(sent[1].name);
        return carryOut(new Date(this.now).toISOString(), ...sent);
      },
      onFault,
      recheckMs: 5,
      spreadMs: 0,
      retryMs: { first: 5, longest: 20 },
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
