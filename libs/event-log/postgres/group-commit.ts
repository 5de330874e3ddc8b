import { setTimeout as delay } from 'node:timers/promises';
import { type AppendResult, InvalidEvent, LogUnavailable } from '../event-log';
import type { LogFault } from '../log-fault';
import { type Position, positionOf } from '../position';
import { type Append, appendBatch, appendOne, elementsOf } from './append-statements';
import { READ_REVISION } from './event-table';
import { asError, isBadData, isPassing, violatedConstraint } from './faults';
import type { Patience, Session, TextRow } from './session';

const MAX_APPENDS = 256;
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
 * Writes the appends of a process in batches, one transaction at a time: what arrives while one is under way makes up
 * the next. Each append has its own expectation and its own outcome. After a fault that passes everything is sent again
 * unchanged; the log knows by ids and revisions what it has written.
 */
export class GroupCommit {
  private readonly queue: Waiting[] = [];
  private running: Promise<void> | undefined;
  private failures = 0;

  constructor(private readonly options: GroupCommitOptions) {}

  append(append: Append): Promise<AppendResult> {
    return new Promise((settle, fail) => {
      this.queue.push({ ...append, since: performance.now(), settle, fail });
      this.running ??= this.run();
    });
  }

  /** Resolves when no append is waiting. */
  async finished(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    for (;;) {
      await endOfTurn();
      if (this.queue.length === 0) break;
      const batch = this.take();
      try {
        await this.write(batch);
        this.failures = 0;
      } catch (error) {
        await this.recover(batch, error);
      }
    }
    this.running = undefined;
  }

  private take(): Waiting[] {
    let events = 0;
    let characters = 0;
    let count = 0;
    for (const waiting of this.queue) {
      events += waiting.events.length;
      for (const { data, metadata } of waiting.events) characters += data.length + metadata.length;
      if (count > 0 && (waiting.alone || events > MAX_EVENTS || characters > MAX_CHARACTERS)) break;
      count++;
      if (waiting.alone || count === MAX_APPENDS) break;
    }
    return this.queue.splice(0, count);
  }

  private async write(batch: readonly Waiting[]): Promise<void> {
    const [only] = batch;
    if (only && batch.length === 1 && only.events.length === 1) {
      const [row] = await this.options.session.query(appendOne(only));
      const token = row?.[0];
      if (token) {
        only.settle(this.written(appended(only, token)));
        return;
      }
    }
    const candidates = candidatesOf(batch);
    const [row = []] = await this.options.session.query(appendBatch(batch, candidates));
    this.settle(batch, candidates, row);
  }

  /** Reads the answer of `append_batch`; there the rules are. */
  private settle(batch: readonly Waiting[], candidates: readonly boolean[], [epoch, place, ...arrays]: TextRow): void {
    const [current, answered] = arrays.map(elementsOf);
    const winners = new Map<string, Waiting & { readonly result: Appended }>();
    let last = Number(place);
    batch.forEach((waiting, index) => {
      if (!candidates[index] || Number(current?.[index]) !== waiting.expected) return;
      last += waiting.events.length;
      winners.set(waiting.stream, { ...waiting, result: appended(waiting, `${epoch}-${last}`) });
    });
    const later: Waiting[] = [];
    batch.forEach((waiting, index) => {
      const winner = winners.get(waiting.stream);
      const before = answered?.[index];
      const actual = winner?.result.revision ?? Number(current?.[index]);
      if (winner && isSameAppend(winner, waiting)) waiting.settle(winner.result);
      else if (before !== undefined) waiting.settle(appended(waiting, before));
      else if (actual === waiting.expected) later.push(waiting);
      else waiting.settle(conflict(actual));
    });
    this.queue.unshift(...later);
    const [newest] = [...winners.values()].slice(-1);
    if (newest) this.written(newest.result);
  }

  private written(result: Appended): Appended {
    this.options.onCommitted(result.position);
    return result;
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

/** Of the appends to one stream that expect the same, the first: the others can only be repetitions or conflicts. */
function candidatesOf(batch: readonly Append[]): boolean[] {
  const seen = new Set<string>();
  return batch.map(({ stream, expected }) => {
    const key = `${expected} ${stream}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
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

/** After the continuations of every promise that is settled by now: those just answered append again in them. */
function endOfTurn(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(resolve);
  });
}
