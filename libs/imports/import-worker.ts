import { randomUUID } from 'node:crypto';
import { pauseFor } from '#libs/event-log';
import { ImportLost, ImportRun } from './batch/import-run';
import type { ImportParts } from './import-parts';
import type { Job, JobTable } from './job-table';

export interface ImportWorkerOptions {
  readonly parts: ImportParts;
  readonly jobs: JobTable;
  readonly onFault: (error: unknown) => void;
  /** The lease of an import, in milliseconds: after a replica dies another takes over once it ends. Default 30,000. */
  readonly leaseMs?: number;
  /** The interval at which a replica looks for work requested elsewhere, in milliseconds. Default 1,000. */
  readonly pollMs?: number;
  /** The pause after a failure, in milliseconds; it doubles with each. Default 1,000. */
  readonly retryMs?: number;
  /** The failures in one chunk after which an import is given up. Default 10. */
  readonly attempts?: number;
  /**
   * The deaths of replicas in one chunk after which an import is given up, since it may be their cause. Default 30: a
   * series of restarts gives up no import.
   */
  readonly deaths?: number;
}

const LONGEST_RETRY_MS = 60_000;

/** Runs the imports of one service, one at a time in this process; other replicas run others. */
export class ImportWorker {
  private readonly owner = randomUUID();
  private readonly stopping = new AbortController();
  private woken = new AbortController();
  private ended: Promise<void> | undefined;

  constructor(private readonly options: ImportWorkerOptions) {}

  start(): void {
    this.ended ??= this.loop();
  }

  /** Resolves when the current import has stopped, to be resumed by another replica. */
  async stop(): Promise<void> {
    this.stopping.abort(new Error('the service stops'));
    this.wake();
    await this.ended;
  }

  /** There may be work: looks at once. */
  wake(): void {
    this.woken.abort();
  }

  private async loop(): Promise<void> {
    const { jobs, onFault, leaseMs = 30_000, pollMs = 1_000 } = this.options;
    while (!this.stopping.signal.aborted) {
      this.woken = new AbortController();
      try {
        const job = await jobs.take(this.owner, leaseMs);
        if (job) {
          await this.work(job, leaseMs);
          continue;
        }
      } catch (error) {
        onFault(error);
      }
      // Cut short when there may be work.
      await pauseFor(pollMs, this.woken.signal);
    }
  }

  private async work(job: Job, leaseMs: number): Promise<void> {
    const { parts, jobs, onFault, attempts = 10, deaths = 30 } = this.options;
    const lost = new AbortController();
    const renewing = setInterval(() => {
      jobs.renew(job, leaseMs).then((isOurs) => isOurs || lost.abort(new ImportLost()), onFault);
    }, leaseMs / 3);
    const run = new ImportRun(job, parts, jobs, AbortSignal.any([this.stopping.signal, lost.signal]));
    try {
      if (job.attempts > attempts) await run.giveUp(`It failed ${attempts} times; the operator's log says why`);
      else if (job.deaths > deaths) await run.giveUp(`Its process died ${deaths} times; the operator's log says why`);
      await jobs.finish(job, await run.toTheEnd());
    } catch (error) {
      await this.leave(job, error);
    } finally {
      clearInterval(renewing);
    }
  }

  private async leave(job: Job, error: unknown): Promise<void> {
    const { jobs, onFault, retryMs = 1_000 } = this.options;
    if (error instanceof ImportLost) return;
    const { signal } = this.stopping;
    if (signal.aborted && error === signal.reason) return jobs.handOver(job);
    onFault(error);
    await jobs.release(job, Math.min(retryMs * 2 ** Math.max(job.attempts - 1, 0), LONGEST_RETRY_MS));
  }
}
