import { setTimeout as delay } from 'node:timers/promises';
import { type AppendResult, InvalidEvent, LogUnavailable } from '../event-log';
import type { LogFault } from '../log-fault';
import type { Position } from '../position';
import type { StreamName } from '../stream-name';
import { type Append, appendBatch, appendKnown, elementsOf } from './append-statements';
import { type Contest, type Waiting, conflict, settleLost, settleWon } from './contest';
import { READ_REVISION } from './event-table';
import { asError, isBadData, isPassing, violatedConstraint } from './faults';
import { KnownRevisions } from './known-revisions';
import type { Patience, Session, TextRow } from './session';

const MAX_APPENDS = 256;
/** Batches on their way at once. */
const PIPELINED = 2;
/** So many appends make a batch that is sent before the one ahead of it is answered. */
const WORTHWHILE = 16;
const MAX_EVENTS = 4_000;
const MAX_CHARACTERS = 4 * 1_048_576;
const RETRY_MS = 100;

export interface GroupCommitOptions {
  readonly session: Session;
  readonly patience: Patience;
  readonly onFault: (fault: LogFault) => void;
  /** The position of the last event that was written. */
  readonly onCommitted: (position: Position) => void;
}

/**
 * Writes the appends of a process in batches, one transaction each: what arrives while one is under way makes up the
 * next. When that is many, it is sent ahead of the answer, so that the server has the next batch at hand when it is done
 * with one, and the process takes in answers while the server writes. Each append has its own expectation and its own
 * outcome. After a fault that passes everything is sent again unchanged; the log knows by ids and revisions what it has
 * written.
 */
export class GroupCommit {
  private queue: Waiting[] = [];
  /** On their way; at most one of a stream. */
  private readonly contests = new Map<StreamName, Contest>();
  private readonly known = new KnownRevisions();
  private underway = 0;
  private scheduled = false;
  private failures = 0;
  private idle: (() => void) | undefined;

  constructor(private readonly options: GroupCommitOptions) {}

  append(append: Append): Promise<AppendResult> {
    return new Promise((settle, fail) => {
      const waiting = { ...append, since: performance.now(), settle, fail };
      const rival = this.contests.get(append.stream);
      if (rival?.first.expected === append.expected) rival.others.push(waiting);
      else this.queue.push(waiting);
      this.schedule();
    });
  }

  /** The log may not be the one it was: streams are looked at again before they are appended to. */
  forgetRevisions(): void {
    this.known.forget();
  }

  /** Resolves when no append is waiting. */
  async finished(): Promise<void> {
    while (this.underway > 0 || this.queue.length > 0) await new Promise<void>((resolve) => (this.idle = resolve));
  }

  /** After the continuations of every promise that is settled by now: those just answered append again in them. */
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

  private take(): Contest[] {
    const batch: Contest[] = [];
    const left: Waiting[] = [];
    // The other half goes ahead, or comes next.
    const most = Math.min(Math.max(WORTHWHILE, this.queue.length >> 1), MAX_APPENDS);
    let [events, characters, taken] = [0, 0, 0];
    for (const waiting of this.queue) {
      if (batch.length === most || batch[0]?.first.alone) break;
      const rival = waiting.passed ? undefined : this.contests.get(waiting.stream);
      if (rival) {
        (rival.first.expected === waiting.expected ? rival.others : left).push(waiting);
        taken++;
        continue;
      }
      events += waiting.events.length;
      characters += sizeOf(waiting);
      if (batch.length > 0 && (waiting.alone || events > MAX_EVENTS || characters > MAX_CHARACTERS)) break;
      const contest = { first: waiting, others: [] };
      if (!waiting.passed) this.contests.set(waiting.stream, contest);
      batch.push(contest);
      taken++;
    }
    this.queue = [...left, ...this.queue.slice(taken)];
    return batch;
  }

  private async carryOut(batch: readonly Contest[]): Promise<void> {
    this.underway++;
    try {
      if (!(await this.writeKnown(batch))) await this.writeBatch(batch);
      this.failures = 0;
    } catch (error) {
      for (const contest of batch) this.leave(contest);
      const waiting = batch.flatMap(({ first, others }) => [first, ...others]);
      await this.recover(waiting, error);
    }
    this.underway--;
    this.schedule();
  }

  /** Nobody joins it any more. */
  private leave({ first }: Contest): void {
    if (!first.passed) this.contests.delete(first.stream);
  }

  /** The short way, where nothing has to be looked at; false where it has to be. */
  private async writeKnown(batch: readonly Contest[]): Promise<boolean> {
    const appends = batch.map(({ first }) => first);
    if (!appends.every((append) => !append.passed && this.known.allow(append))) return false;
    let row: TextRow | undefined;
    try {
      [row] = await this.options.session.query(appendKnown(appends));
    } catch (error) {
      if (violatedConstraint(error) === undefined) throw error;
      return false;
    }
    const [epoch = '', place] = (row?.[0] ?? '').split('-');
    this.settle(batch, epoch, Number(place), () => undefined);
    return true;
  }

  /** The way that tells each append its own outcome; there the rules are. */
  private async writeBatch(batch: readonly Contest[]): Promise<void> {
    const [row = []] = await this.options.session.query(appendBatch(batch.map(({ first }) => first)));
    const [epoch, place, ...arrays] = row;
    const [current = [], answered = []] = arrays.map(elementsOf);
    this.settle(batch, epoch as string, Number(place), ({ first }, index) => {
      const actual = Number(current[index]);
      return actual === first.expected ? undefined : { actual, before: answered[index] };
    });
  }

  /** `lostTo`: what was there instead; undefined for those that were written, in order, after `place`. */
  private settle(
    batch: readonly Contest[],
    epoch: string,
    place: number,
    lostTo: (
      contest: Contest,
      index: number,
    ) => { readonly actual: number; readonly before: string | undefined } | undefined,
  ): void {
    let last = place;
    let newest: Position | undefined;
    batch.forEach((contest, index) => {
      this.leave(contest);
      const lost = lostTo(contest, index);
      if (lost) {
        this.known.found(contest.first, lost.actual);
        this.queue.unshift(...settleLost(contest, lost.actual, lost.before));
      } else {
        last += contest.first.events.length;
        this.known.written(contest.first);
        newest = settleWon(contest, `${epoch}-${last}`);
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
    const overdue = performance.now() - this.options.patience.giveUpAfterMs;
    const patient: Waiting[] = [];
    for (const waiting of batch) {
      if (waiting.since > overdue) patient.push(waiting);
      else waiting.fail(new LogUnavailable('append: the outcome is unknown', { cause: error }));
    }
    this.queue.unshift(...patient);
    await delay(RETRY_MS);
  }

  /** An id of it is in the log already, with other company or elsewhere. */
  private async refuse(waiting: Waiting): Promise<void> {
    try {
      const [row] = await this.options.session.query({ ...READ_REVISION, values: [waiting.stream] });
      waiting.settle(conflict(Number(row?.[0] ?? -1)));
    } catch (error) {
      if (isPassing(error)) await this.postpone([waiting], asError(error));
      else waiting.fail(error);
    }
  }
}

/** Of its events' texts, in characters. */
function sizeOf({ events }: Append): number {
  return events.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0);
}
