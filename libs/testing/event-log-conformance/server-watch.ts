import { setTimeout as delay } from 'node:timers/promises';

const LOOK_EVERY_MS = 250;

/**
 * Looks, as long as it lasts, whether the server answers: others may end it and start it again while the suite runs, and
 * what a test says of times, or of faults that it makes itself, holds for a server that is there.
 */
export class ServerWatch {
  /** When the server was last seen to be away, on the clock of `performance.now()`; undefined if it never was. */
  awayAt: number | undefined;
  private readonly ending = new AbortController();
  private readonly looking: Promise<void>;

  /** Without `answers` the server is taken to be always there. */
  constructor(private readonly answers: (() => Promise<boolean>) | undefined) {
    this.looking = this.look();
  }

  /** Looks once more. */
  async end(): Promise<void> {
    this.ending.abort();
    await this.looking;
  }

  private async look(): Promise<void> {
    const { signal } = this.ending;
    while (this.answers) {
      const last = signal.aborted;
      if (!(await this.answers())) this.awayAt = performance.now();
      if (last) return;
      await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
