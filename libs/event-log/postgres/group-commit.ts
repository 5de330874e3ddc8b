import { setTimeout as delay } from 'node:timers/promises';
import { type AppendResult, InvalidEvent, LogUnavailable } from '../event-log';
import type { LogFault } from '../log-fault';
import type { Position } from '../position';
import type { StreamName } from '../stream-name';
import type { TimeLimits } from '../time-limits';
import { type Append, appendBatch, appendKnown, elementsOf } from './append-statements';
import { type CompetingAppends, type Waiting, conflict, settleLost, settleWon } from './competing-appends';
import { READ_REVISION } from './event-table';
import { asError, isBadData, isPassing, violatedConstraint } from './faults';
import { KnownRevisions } from './known-revisions';
import type { LogConnection, TextRow } from './log-connection';

const MAX_APPENDS = 256;
/** Batches under way at once. */
const PIPELINED = 2;
/** A batch of so many appends is sent before the one ahead of it is answered. */
const WORTHWHILE = 16;
const MAX_EVENTS = 4_000;
const MAX_CHARACTERS = 4 * 1_048_576;
const RETRY_MS = 100;

export interface GroupCommitOptions {
  readonly connection: LogConnection;
  readonly limits: TimeLimits;
  readonly onFault: (fault: LogFault) => void;
  /** The position of the last event written. */
  readonly onCommitted: (position: Position) => void;
}

/**
 * Writes the appends of a process in batches, one transaction each. Appends that arrive while a batch is under way make
 * up the next. A large batch is sent ahead of the answer to the one before it, so that the server never waits for the
 * process. Each append has its own expectation and its own outcome. After a fault that passes, everything is sent again
 * unchanged; the log knows by ids and revisions what it has written.
 */
export class GroupCommit {
  private queue: Waiting[] = [];
  /** Under way; at most one for a stream. */
  private readonly competing = new Map<StreamName, CompetingAppends>();
  private readonly known = new KnownRevisions();
  private underway = 0;
  private scheduled = false;
  private failures = 0;
  private idle: (() => void) | undefined;

  constructor(private readonly options: GroupCommitOptions) {}

  append(append: Append): Promise<AppendResult> {
    return new Promise((settle, fail) => {
      const waiting = { ...append, since: performance.now(), settle, fail };
      const competing = this.competing.get(append.stream);
      if (competing?.first.expected === append.expected) competing.others.push(waiting);
      else this.queue.push(waiting);
      this.schedule();
    });
  }

  /** The log may not be the same one, so streams are looked up again before they are appended to. */
  forgetRevisions(): void {
    this.known.forget();
  }

  /** Resolves when no append is waiting. */
  async finished(): Promise<void> {
    while (this.underway > 0 || this.queue.length > 0) await new Promise<void>((resolve) => (this.idle = resolve));
  }

  /** Runs after the continuations of every promise settled by now: callers just answered append again in them. */
  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    process.nextTick(() => {
      this.scheduled = false;
      this.dispatch();
    });
  }

  private dispatch(): void {
    while (this.underway === 0 || (this.underway < PIPELINED && this.queue.length >= WORTHWHILE)) {
      const batch = this.take();
      if (batch.length === 0) break;
      void this.carryOut(batch);
    }
    if (this.underway === 0) this.idle?.();
  }

  private take(): CompetingAppends[] {
    const batch: CompetingAppends[] = [];
    const left: Waiting[] = [];
    // The other half is in the batch ahead, or in the next one.
    const most = Math.min(Math.max(WORTHWHILE, this.queue.length >> 1), MAX_APPENDS);
    let [events, characters, taken] = [0, 0, 0];
    for (const waiting of this.queue) {
      if (batch.length === most || batch[0]?.first.alone) break;
      const competing = waiting.outdated ? undefined : this.competing.get(waiting.stream);
      if (competing) {
        (competing.first.expected === waiting.expected ? competing.others : left).push(waiting);
        taken++;
        continue;
      }
      events += waiting.events.length;
      characters += sizeOf(waiting);
      if (batch.length > 0 && (waiting.alone || events > MAX_EVENTS || characters > MAX_CHARACTERS)) break;
      const appends = { first: waiting, others: [] };
      if (!waiting.outdated) this.competing.set(waiting.stream, appends);
      batch.push(appends);
      taken++;
    }
    this.queue = [...left, ...this.queue.slice(taken)];
    return batch;
  }

  private async carryOut(batch: readonly CompetingAppends[]): Promise<void> {
    this.underway++;
    try {
      if (!(await this.writeKnown(batch))) await this.writeBatch(batch);
      this.failures = 0;
    } catch (error) {
      for (const appends of batch) this.leave(appends);
      const waiting = batch.flatMap(({ first, others }) => [first, ...others]);
      await this.recover(waiting, error);
    }
    this.underway--;
    this.schedule();
  }

  /** From now on no append joins it. */
  private leave({ first }: CompetingAppends): void {
    if (!first.outdated) this.competing.delete(first.stream);
  }

  /** The short way, without looking streams up. Returns false when a stream has to be looked up. */
  private async writeKnown(batch: readonly CompetingAppends[]): Promise<boolean> {
    const appends = batch.map(({ first }) => first);
    if (!appends.every((append) => !append.outdated && this.known.allow(append))) return false;
    let row: TextRow | undefined;
    try {
      [row] = await this.options.connection.query(appendKnown(appends));
    } catch (error) {
      if (violatedConstraint(error) === undefined) throw error;
      return false;
    }
    const [epoch = '', place] = (row?.[0] ?? '').split('-');
    this.settle(batch, epoch, Number(place), () => undefined);
    return true;
  }

  /** The full way, which gives each append its own outcome. */
  private async writeBatch(batch: readonly CompetingAppends[]): Promise<void> {
    const [row = []] = await this.options.connection.query(appendBatch(batch.map(({ first }) => first)));
    const [epoch, place, ...arrays] = row;
    const [current = [], answered = []] = arrays.map(elementsOf);
    this.settle(batch, epoch as string, Number(place), ({ first }, index) => {
      const actual = Number(current[index]);
      return actual === first.expected ? undefined : { actual, before: answered[index] };
    });
  }

  /** `lostTo`: the event that was there instead; undefined for appends that were written, in order, after `place`. */
  private settle(
    batch: readonly CompetingAppends[],
    epoch: string,
    place: number,
    lostTo: (
      appends: CompetingAppends,
      index: number,
    ) => { readonly actual: number; readonly before: string | undefined } | undefined,
  ): void {
    let last = place;
    let newest: Position | undefined;
    batch.forEach((appends, index) => {
      this.leave(appends);
      const lost = lostTo(appends, index);
      if (lost) {
        this.known.found(appends.first, lost.actual);
        this.queue.unshift(...settleLost(appends, lost.actual, lost.before));
      } else {
        last += appends.first.events.length;
        this.known.written(appends.first);
        newest = settleWon(appends, `${epoch}-${last}`);
      }
    });
    if (newest !== undefined) this.options.onCommitted(newest);
  }

  private async recover([first, ...rest]: readonly Waiting[], error: unknown): Promise<void> {
    if (!first) throw error;
    if (isPassing(error)) {
      await this.postpone([first, ...rest], asError(error));
    } else if (rest.length > 0 && !first.alone) {
      this.queue.unshift(...[first, ...rest].map((waiting) => ({ ...waiting, alone: true })));
    } else {
      this.queue.unshift(...rest);
      if (violatedConstraint(error) !== undefined) await this.refuse(first);
      else first.fail(isBadData(error) ? new InvalidEvent('the log refused the append', { cause: error }) : error);
    }
  }

  private async postpone(batch: readonly Waiting[], error: Error): Promise<void> {
    this.failures++;
    this.known.forget();
    this.options.onFault({ operation: 'append', attempt: this.failures, error });
    const overdue = performance.now() - this.options.limits.giveUpAfterMs;
    const retryable: Waiting[] = [];
    for (const waiting of batch) {
      if (waiting.since > overdue) retryable.push(waiting);
      else waiting.fail(new LogUnavailable('append: the outcome is unknown', { cause: error }));
    }
    this.queue.unshift(...retryable);
    await delay(RETRY_MS);
  }

  /** One of its event ids is in the log already, in another append or stream. */
  private async refuse(waiting: Waiting): Promise<void> {
    try {
      const [row] = await this.options.connection.query({ ...READ_REVISION, values: [waiting.stream] });
      waiting.settle(conflict(Number(row?.[0] ?? -1)));
    } catch (error) {
      if (isPassing(error)) await this.postpone([waiting], asError(error));
      else waiting.fail(error);
    }
  }
}

/** The length of its events' texts, in characters. */
function sizeOf({ events }: Append): number {
  return events.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0);
}
