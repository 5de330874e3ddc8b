import { pauseFor } from '#libs/event-log';

const LOOK_EVERY_MS = 250;

/**
 * Checks, while it runs, whether the server answers: others may restart it meanwhile, and a test of times, or of faults
 * that it causes itself, is about a server that is up.
 */
export class ServerWatch {
  /** The last time at which the server was down, on the clock of `performance.now()`; undefined if it never was. */
  awayAt: number | undefined;
  private readonly ending = new AbortController();
  private readonly looking: Promise<void>;

  /** Without `answers` the server counts as always up. */
  constructor(private readonly answers: (() => Promise<boolean>) | undefined) {
    this.looking = this.look();
  }

  /** Checks once more. */
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
      await pauseFor(LOOK_EVERY_MS, signal);
    }
  }
}
