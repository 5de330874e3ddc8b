import type { Pool } from 'pg';
import type { OnFault, Pauses, SendCommand } from '#libs/event-sourcing';
import type { Job } from './job';
import { Repeating } from './repeating';
import { RunSender } from './run-sender';
import { RunStore, type JobCounts } from './run-store';
import { Timetable, type ScheduledOrganization } from './timetable';

export interface SchedulesOptions {
  /** The jobs of this process's services. */
  readonly jobs: readonly Job[];
  /** Connects as the role `opsledger_projector`. */
  readonly pool: Pool;
  readonly send: SendCommand;
  /** The organisations that are active now. */
  readonly organizations: () => AsyncIterable<ScheduledOrganization>;
  readonly onFault: OnFault;
  /** Epoch milliseconds; may jump. Default: the system's. */
  readonly clock?: () => number;
  /** The time-out of one command, in milliseconds. Default 10,000. */
  readonly sendWithinMs?: number;
  /** The longest interval between two looks at the clock, in milliseconds. Default 30,000. */
  readonly recheckMs?: number;
  /**
   * The interval at which organisations, and runs that another process has left, are read, in milliseconds. Default
   * 60,000.
   */
  readonly readEveryMs?: number;
  /** The time over which the organisations of one zone are spread, in milliseconds. Default 50,000: all are done in a minute. */
  readonly spreadMs?: number;
  /** Pauses before a failed run is sent again. Default: from 1 s to 10 minutes. */
  readonly retryMs?: Pauses;
}

/** Organisations that are due within one second are found due together. */
const TOGETHER_MS = 1_000;

/** The jobs of a process: one timer finds the due runs and sends them. Safe in several processes. */
export class Schedules {
  private readonly store: RunStore;
  private readonly timetable: Timetable;
  private readonly timer: Repeating;
  private readonly sender: RunSender;
  private readonly clock: () => number;
  /** Monotonic. */
  private readAt = 0;

  constructor(private readonly options: SchedulesOptions) {
    const { jobs, pool, send, onFault, clock = Date.now, sendWithinMs = 10_000 } = options;
    const { readEveryMs = 60_000, spreadMs = 50_000, retryMs = { first: 1_000, longest: 600_000 } } = options;
    const store = new RunStore(pool);
    const names = new Map(jobs.map((job) => [job.name, job]));
    if (names.size < jobs.length) throw new TypeError('two jobs have one name');
    this.store = store;
    this.clock = clock;
    this.timetable = new Timetable(jobs, store, onFault, spreadMs);
    this.timer = new Repeating('finding due runs', () => this.findDue(), onFault);
    const sending = { store, send, onFault, clock, sendWithinMs, retryMs, lookEveryMs: readEveryMs };
    this.sender = new RunSender(names, sending);
  }

  start(): void {
    if (this.options.jobs.length === 0) return;
    this.timer.start();
    this.sender.start();
  }

  /** Resolves when no sending is in progress. */
  async stop(): Promise<void> {
    await Promise.all([this.timer.stop(), this.sender.stop()]);
  }

  /** The counts of waiting runs, the same in every process. */
  async gauges(): Promise<readonly JobCounts[]> {
    return this.store.counts(this.options.jobs.map(({ name }) => name));
  }

  /** One turn of the timer; returns the milliseconds until the next one is wanted. */
  private async findDue(): Promise<number> {
    const { organizations, recheckMs = 30_000, readEveryMs = 60_000 } = this.options;
    if (performance.now() >= this.readAt) {
      await this.timetable.read(organizations(), this.clock());
      this.readAt = performance.now() + readEveryMs;
    }
    const { runs, waitMs } = this.timetable.dueAt(this.clock());
    if (runs.length > 0) {
      await this.store.add(runs);
      this.timetable.taken(runs);
      this.sender.nudge();
    }
    return Math.min(Math.max(waitMs, 0) + TOGETHER_MS, recheckMs, Math.max(0, this.readAt - performance.now()));
  }
}

export function openSchedules(options: SchedulesOptions): Schedules {
  return new Schedules(options);
}
