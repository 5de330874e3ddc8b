import { setTimeout as delay } from 'node:timers/promises';
import { type AppendResult, InvalidEvent, LogUnavailable } from '../event-log';
import type { LogFault } from '../log-fault';
import { type Position, positionOf } from '../position';
import type { StreamName } from '../stream-name';
import { type Append, appendBatch, appendOne, elementsOf } from './append-statements';
import { READ_REVISION } from './event-table';
import { asError, isBadData, isPassing, violatedConstraint } from './faults';
import type { Patience, Session, TextRow } from './session';

const MAX_APPENDS = 256;
/** Batches on their way at once. */
const PIPELINED = 2;
/** So many appends make a batch that is sent before the one ahead of it is answered. */
const WORTHWHILE = 16;
const MAX_EVENTS = 4_000;
const MAX_CHARACTERS = 4 * 1_048_576;
const RETRY_MS = 100;

/** An append that waits for its outcome. */
interface Waiting extends Append {
  readonly since: number;
  readonly settle: (result: AppendResult) => void;
  readonly fail: (error: unknown) => void;
  /** It was in a batch that the log refused, so it is sent again by itself. */
  readonly alone?: boolean;
  /** The stream is past what it expects, for good: it is a conflict, or has been written before. */
  readonly passed?: boolean;
}

/**
 * Appends that expect the same of one stream. Only one of them can be written, so only the first is sent; what comes of
 * it tells what comes of the others.
 */
interface Contest {
  readonly first: Waiting;
  readonly others: Waiting[];
}

type Appended = Extract<AppendResult, { readonly outcome: 'appended' }>;

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
  private readonly queue: Waiting[] = [];
  private underway = 0;
  private scheduled = false;
  private failures = 0;
  private idle: (() => void) | undefined;

  constructor(private readonly options: GroupCommitOptions) {}

  append(append: Append): Promise<AppendResult> {
    return new Promise((settle, fail) => {
      this.queue.push({ ...append, since: performance.now(), settle, fail });
      this.schedule();
    });
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
    while (this.queue.length > 0 && (this.underway === 0 || this.worthSendingAhead)) void this.carryOut(this.take());
    if (this.underway === 0) this.idle?.();
  }

  private get worthSendingAhead(): boolean {
    return this.underway < PIPELINED && this.queue.length >= WORTHWHILE;
  }

  private take(): Contest[] {
    const contests = new Map<string | Waiting, Contest>();
    // The other half goes ahead, or comes next.
    const most = Math.min(Math.max(WORTHWHILE, this.queue.length >> 1), MAX_APPENDS);
    let events = 0;
    let characters = 0;
    let count = 0;
    for (const waiting of this.queue) {
      const key = waiting.passed ? waiting : `${waiting.expected} ${waiting.stream}`;
      const contest = contests.get(key);
      if (contest && !waiting.alone) {
        contest.others.push(waiting);
        count++;
        continue;
      }
      events += waiting.events.length;
      for (const { data, metadata } of waiting.events) characters += data.length + metadata.length;
      if (count > 0 && (waiting.alone || events > MAX_EVENTS || characters > MAX_CHARACTERS)) break;
      contests.set(key, { first: waiting, others: [] });
      count++;
      if (waiting.alone || contests.size === most) break;
    }
    this.queue.splice(0, count);
    return [...contests.values()];
  }

  private async carryOut(batch: readonly Contest[]): Promise<void> {
    this.underway++;
    try {
      await this.write(batch);
      this.failures = 0;
    } catch (error) {
      await this.recover(
        batch.flatMap(({ first, others }) => [first, ...others]),
        error,
      );
    }
    this.underway--;
    this.schedule();
  }

  private async write(batch: readonly Contest[]): Promise<void> {
    const { session, onCommitted } = this.options;
    const [only] = batch;
    if (only && batch.length === 1 && only.first.events.length === 1) {
      const [row] = await session.query(appendOne(only.first));
      const token = row?.[0];
      if (token) {
        onCommitted(won(only, appended(only.first, token)));
        return;
      }
    }
    const [row = []] = await session.query(appendBatch(batch.map(({ first }) => first)));
    this.settle(batch, row);
  }

  /** Reads the answer of `append_batch`; there the rules are. */
  private settle(batch: readonly Contest[], [epoch, place, ...arrays]: TextRow): void {
    const [current = [], answered = []] = arrays.map(elementsOf);
    const revisions = new Map<StreamName, number>();
    const lost: [contest: Contest, index: number][] = [];
    let last = Number(place);
    let newest: Position | undefined;
    batch.forEach((contest, index) => {
      const { first } = contest;
      if (Number(current[index]) !== first.expected) {
        lost.push([contest, index]);
        return;
      }
      last += first.events.length;
      const result = appended(first, `${epoch}-${last}`);
      revisions.set(first.stream, result.revision);
      newest = won(contest, result);
    });
    for (const [contest, index] of lost) {
      const actual = revisions.get(contest.first.stream) ?? Number(current[index]);
      this.queue.unshift(...settleLost(contest, actual, answered[index]));
    }
    if (newest !== undefined) this.options.onCommitted(newest);
  }

  private async recover(batch: readonly Waiting[], error: unknown): Promise<void> {
    const [only] = batch;
    if (isPassing(error)) await this.postpone(batch, asError(error));
    else if (batch.length > 1) this.queue.unshift(...batch.map((waiting) => ({ ...waiting, alone: true })));
    else if (only && violatedConstraint(error) !== undefined) await this.refuse(only);
    else only?.fail(isBadData(error) ? new InvalidEvent('the log refused the append', { cause: error }) : error);
  }

  private async postpone(batch: readonly Waiting[], error: Error): Promise<void> {
    this.failures++;
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

/** The first was written; answers its position. */
function won({ first, others }: Contest, result: Appended): Position {
  first.settle(result);
  for (const other of others) other.settle(isSameAppend(first, other) ? result : conflict(result.revision));
  return result.position;
}

/** The first was not written, or had been before. Answers which appends are to be sent again. */
function settleLost({ first, others }: Contest, actual: number, before: string | undefined): Waiting[] {
  // What this batch wrote has brought the stream to where they expect it.
  if (actual === first.expected) return [first, ...others];
  const result = before === undefined ? conflict(actual) : appended(first, before);
  first.settle(result);
  const again: Waiting[] = [];
  for (const other of others) {
    if (isSameAppend(first, other)) other.settle(result);
    else if (actual < other.expected) other.settle(conflict(actual));
    else again.push({ ...other, passed: true });
  }
  return again;
}

function isSameAppend(a: Append, b: Append): boolean {
  return (
    a.expected === b.expected &&
    a.events.length === b.events.length &&
    a.events.every(({ id }, index) => id === b.events[index]?.id)
  );
}

/** `token` is '<epoch>-<place>' of the last event. */
function appended({ expected, events }: Append, token: string): Appended {
  const [epoch, place = ''] = token.split('-');
  return { outcome: 'appended', revision: expected + events.length, position: positionOf(Number(epoch), place) };
}

function conflict(actual: number): AppendResult {
  return { outcome: 'conflict', actual: actual === -1 ? 'none' : actual };
}
