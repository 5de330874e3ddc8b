import { contractOf } from '#contracts/declare/contract';
import { DomainError } from '#contracts/errors';
import { faultText, isInconclusive, type OnFault, type Pauses, type SendCommand } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { dueCommandIdOf, type Job } from './job';
import { Repeating } from './repeating';
import type { ClaimedRun, RunOutcome, RunStore } from './run-store';

export interface RunSenderOptions {
  readonly store: RunStore;
  readonly send: SendCommand;
  readonly onFault: OnFault;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** The time-out of one command, in milliseconds. */
  readonly sendWithinMs: number;
  /** The interval at which a process looks for runs that another has left, in milliseconds. */
  readonly lookEveryMs: number;
  /** The pause before a failed run is sent again. */
  readonly retryMs: Pauses;
}

const AT_ONCE = 16;
const FORGET_EVERY_MS = 3_600_000;

/** Sends the due runs of this process's jobs, whichever process added them. */
export class RunSender extends Repeating {
  private readonly names: readonly string[];
  private forgetAt = performance.now() + FORGET_EVERY_MS;

  constructor(
    private readonly jobs: ReadonlyMap<string, Job>,
    private readonly options: RunSenderOptions,
  ) {
    super('sending due runs', () => this.sendDue(), options.onFault);
    this.names = [...jobs.keys()];
  }

  /** Returns the milliseconds until there may be more. */
  private async sendDue(): Promise<number> {
    const { store, sendWithinMs, lookEveryMs } = this.options;
    // A run is leased to one process for as long as all its commands may take.
    const leaseMs = 6 * sendWithinMs;
    for (let claimed = AT_ONCE; claimed === AT_ONCE && !this.isStopped;) {
      const runs = await store.claim(this.names, AT_ONCE, leaseMs);
      claimed = runs.length;
      const outcomes = (await Promise.all(runs.map((run) => this.carryOut(run)))).filter((each) => each !== undefined);
      if (outcomes.length > 0) await store.settle(outcomes);
    }
    if (performance.now() >= this.forgetAt) await this.forget();
    return Math.min((await store.nextIn(this.names)) ?? lookEveryMs, lookEveryMs);
  }

  private async forget(): Promise<void> {
    await this.options.store.forget(this.names);
    this.forgetAt = performance.now() + FORGET_EVERY_MS;
  }

  /** Undefined when it is to be tried again. */
  private async carryOut(run: ClaimedRun): Promise<RunOutcome | undefined> {
    const { store, onFault, retryMs } = this.options;
    try {
      return await this.sendInOrder(run);
    } catch (error) {
      onFault(`${run.job} of ${run.on} failed and is tried again`, error);
      const pause = Math.min(retryMs.first * 2 ** (run.attempts - 1), retryMs.longest);
      await store.fail(run.id, faultText(error), pause);
      return undefined;
    }
  }

  /** One command after the other; the first refusal ends it. */
  private async sendInOrder(run: ClaimedRun): Promise<RunOutcome> {
    const { id, organizationId, on, at, timeZone } = run;
    const job = this.jobs.get(run.job);
    if (!job) throw new TypeError(`${run.job} is no job of this process`);
    for (const { contract, payload, name = contractOf(contract).subject } of job.send({
      organizationId,
      on,
      at,
      timeZone,
    })) {
      try {
        await this.options.send(job.service, contract, payload, this.contextOf(job, run, name));
      } catch (error) {
        if (!(error instanceof DomainError) || isInconclusive(error)) throw error;
        return { id, outcome: 'refused', command: name, code: error.code };
      }
    }
    return { id, outcome: 'done', command: null, code: null };
  }

  private contextOf({ service }: Job, { id, organizationId }: ClaimedRun, name: string): CommandContext {
    const now = this.options.clock();
    return {
      tenantId: organizationId,
      actor: { id: `service:${service}`, type: 'service', roles: [] },
      requestId: id,
      correlationId: id,
      causationId: id,
      commandId: dueCommandIdOf(id, name),
      now: new Date(now).toISOString(),
      deadline: now + this.options.sendWithinMs,
    };
  }
}
