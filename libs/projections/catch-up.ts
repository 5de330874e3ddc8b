import { setTimeout as delay } from 'node:timers/promises';
import type { EventLog, Position } from '#libs/event-log';
import { CHUNK, LogWindow, type WindowLimits } from './log-window';

/** Who reads old events together waits for the slowest: this long at first, then for this share of the time. */
const PATIENCE_MS = 500;
const PATIENCE_SHARE = 0.2;

const PAUSE_AFTER_FAULT_MS = 250;

/** Who takes from a catch-up: `count` is that of the event it takes next. */
export interface Follower {
  readonly count: number;
}

/**
 * Reads events that the reader of new ones no longer holds, up to the head it finds, for everyone who is about as far
 * behind. It waits for the slowest of them, with patience that ends: who is much slower then reads for itself.
 */
export class CatchUp {
  readonly window: LogWindow;
  /** Resolves when the reading has ended, for whatever reason; faults are told to `onFault`. */
  readonly done: Promise<void>;
  private readonly followers = new Set<Follower>();
  private readonly opened = Date.now();
  private waited = 0;
  private stopped = false;
  private progress: (() => void) | undefined;

  constructor(
    log: EventLog,
    after: Position,
    limits: WindowLimits,
    private readonly onFault: (error: unknown) => void,
  ) {
    this.window = new LogWindow(after, limits);
    this.done = this.pump(log, after);
  }

  join(follower: Follower): void {
    this.followers.add(follower);
  }

  /** The last one to leave ends the reading. */
  leave(follower: Follower): void {
    this.followers.delete(follower);
    if (this.followers.size === 0) this.stop();
    this.moved();
  }

  /** A follower has taken events: what all have taken is not kept. */
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
      for await (const event of log.readAll({ after })) {
        if (this.window.full) await this.makeRoom();
        if (this.stopped) break;
        this.window.add(event);
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
    const slowest = Math.min(...[...this.followers].map(({ count }) => count));
    while (this.window.first + CHUNK <= Math.min(slowest, this.window.end)) this.window.dropOldest();
  }

  /** Waits for somebody to move. Answers false when patience has run out. */
  private async patience(): Promise<boolean> {
    const since = Date.now();
    const allowed = PATIENCE_MS + (since - this.opened) * PATIENCE_SHARE - this.waited;
    if (allowed <= 0) return false;
    await new Promise<void>((resolve) => {
      const overdue = setTimeout(resolve, allowed);
      this.progress = () => {
        clearTimeout(overdue);
        resolve();
      };
    });
    this.progress = undefined;
    this.waited += Date.now() - since;
    return true;
  }
}
