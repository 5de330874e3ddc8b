import { setTimeout as delay } from 'node:timers/promises';
import type { EventLog, Position } from '#libs/event-log';
import { CHUNK, LogWindow, type WindowLimits } from './log-window';

/** How long the quickest have nothing to take because of the slowest: this long at first, then this share of the time. */
const PATIENCE_MS = 500;
const PATIENCE_SHARE = 0.5;

const PAUSE_AFTER_FAULT_MS = 250;

/** A follower this little behind is waited for, so that two rebuilds requested in a row read the log together. */
const GATHER_MS = 5_000;

/** The count of an event that is still to come, however far away. */
const TO_COME = Infinity;

/** A reader of a catch-up. */
export interface Follower {
  /** That of the event it takes next; infinite while that is waited for, -1 until it knows. */
  readonly count: number;
  /** Of the event it took last. */
  readonly position: Position;
  /** It has taken all there is, and has nothing to do. */
  readonly waiting: boolean;
}

/**
 * Reads events that the reader of new ones no longer holds, up to the head it finds, for everyone who is about as far
 * behind. It waits for the slowest of them, with patience that ends: who is much slower then reads for itself. Who comes
 * a little later does not: others that began not long ago wait until it has read up to where they are.
 */
export class CatchUp {
  readonly window: LogWindow;
  /** Resolves when the reading has ended, for whatever reason; faults are told to `onFault`. */
  readonly done: Promise<void>;
  private readonly followers = new Set<Follower>();
  private readonly known = new WeakSet<Follower>();
  private readonly opened = Date.now();
  private waited = 0;
  private stopped = false;
  private progress: (() => void) | undefined;

  /** `awaited`: up to where others have read that now wait for this one. */
  constructor(
    log: EventLog,
    after: Position,
    private readonly awaited: Position,
    limits: WindowLimits,
    private readonly onFault: (error: unknown) => void,
  ) {
    this.window = new LogWindow(after, limits);
    this.done = this.pump(log, after);
  }

  join(follower: Follower): void {
    this.followers.add(follower);
    this.known.add(follower);
  }

  /** The count of the first event after a position, if it is here or is waited for. */
  countAfter(position: Position): number | undefined {
    if (this.stopped || this.window.ended) return undefined;
    const toCome = position > this.window.endPosition && position <= this.awaited;
    return toCome ? TO_COME : this.window.locate(position);
  }

  /** Whether its followers should wait for someone who begins further behind, and was not one of them before. */
  waitsFor(newcomer: Follower, position: Position): boolean {
    const young = Date.now() - this.opened < GATHER_MS;
    return young && !this.stopped && position < this.window.endPosition && !this.known.has(newcomer);
  }

  /** The last one to leave ends the reading. */
  leave(follower: Follower): void {
    this.followers.delete(follower);
    if (this.followers.size === 0) this.stop();
    this.moved();
  }

  /** A follower has taken events, of which those that all have taken are not kept; or it waits for more. */
  moved(): void {
    this.dropPassed();
    this.progress?.();
  }

  stop(): void {
    this.stopped = true;
    this.moved();
  }

  private async pump(log: EventLog, after: Position): Promise<void> {
    try {
      for await (const page of log.readPages({ after })) {
        for (const event of page) {
          if (this.window.full) await this.makeRoom();
          if (this.stopped) return;
          this.window.add(event);
        }
      }
    } catch (error) {
      this.onFault(error);
      await delay(PAUSE_AFTER_FAULT_MS);
    } finally {
      this.window.finish();
    }
  }

  private async makeRoom(): Promise<void> {
    while (this.window.full && !this.stopped) if (!(await this.patience())) this.window.dropOldest();
  }

  private dropPassed(): void {
    const slowest = Math.min(...[...this.followers].map((follower) => this.placeOf(follower)));
    while (this.window.first + CHUNK <= Math.min(slowest, this.window.end)) this.window.dropOldest();
  }

  /** The place of a follower; of a waiting one, its place once the event that it waits for has come. */
  private placeOf({ count, position }: Follower): number {
    return count === TO_COME ? (this.window.locate(position) ?? TO_COME) : count;
  }

  /** Waits for somebody to move. Answers false when the patience of those who have nothing to do has run out. */
  private async patience(): Promise<boolean> {
    const since = Date.now();
    const isCalledFor = [...this.followers].some(({ waiting }) => waiting);
    const allowed = PATIENCE_MS + (since - this.opened) * PATIENCE_SHARE - this.waited;
    if (isCalledFor && allowed <= 0) return false;
    await new Promise<void>((resolve) => {
      const overdue = isCalledFor ? setTimeout(resolve, allowed) : undefined;
      this.progress = () => {
        clearTimeout(overdue);
        resolve();
      };
    });
    this.progress = undefined;
    if (isCalledFor) this.waited += Date.now() - since;
    return true;
  }
}
