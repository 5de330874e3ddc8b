import { setTimeout as delay } from 'node:timers/promises';
import type { OnFault } from '#libs/event-sourcing';

/** Pauses after failures double from the first to the longest. */
const PAUSE_MS = { first: 100, longest: 30_000 } as const;

/** Work that is repeated, one turn at a time, until it is stopped. A failed turn is tried again. */
export class Repeating {
  private readonly stopping = new AbortController();
  private waiting = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly name: string,
    /** One turn; returns the milliseconds until the next one is wanted. */
    private readonly turn: () => Promise<number>,
    private readonly onFault: OnFault,
  ) {}

  get isStopped(): boolean {
    return this.stopping.signal.aborted;
  }

  start(): void {
    this.running = this.run();
  }

  /** The next turn is wanted now. */
  nudge(): void {
    this.waiting.abort();
  }

  /** Resolves when no turn is in progress. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.nudge();
    await this.running;
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (!this.isStopped) {
      // Before the turn: a wake-up during the turn may come too late for it.
      this.waiting = new AbortController();
      let pause: number;
      try {
        pause = await this.turn();
        failures = 0;
      } catch (error) {
        this.onFault(`${this.name} failed and is tried again`, error);
        pause = Math.min(PAUSE_MS.first * 2 ** failures++, PAUSE_MS.longest);
      }
      if (this.isStopped) return;
      // Only the wait is cut short: an aborted delay rejects, and the loop goes on.
      await delay(pause, undefined, { signal: this.waiting.signal, ref: false }).catch(() => undefined);
    }
  }
}
