type Work = () => Promise<void>;

/** Runs work in order of arrival, with a limit of concurrency; when too much waits, new work is refused. */
export class Workload {
  private readonly waiting: Work[] = [];
  private running = 0;
  private readonly awaitingIdle: (() => void)[] = [];

  constructor(
    private readonly concurrency: number,
    private readonly backlog: number,
  ) {}

  /** False when too much waits already. `work` must not reject. */
  add(work: Work): boolean {
    if (this.running < this.concurrency) {
      this.start(work);
      return true;
    }
    if (this.waiting.length >= this.backlog) return false;
    this.waiting.push(work);
    return true;
  }

  /** The number of waiting tasks. */
  get depth(): number {
    return this.waiting.length;
  }

  get isIdle(): boolean {
    return this.running === 0;
  }

  /** Resolves when nothing runs and nothing waits. */
  idle(): Promise<void> {
    if (this.isIdle) return Promise.resolve();
    return new Promise((resolve) => this.awaitingIdle.push(resolve));
  }

  private start(work: Work): void {
    this.running++;
    void work().finally(() => this.finish());
  }

  private finish(): void {
    this.running--;
    const next = this.waiting.shift();
    if (next) {
      this.start(next);
    } else if (this.isIdle) {
      for (const resolve of this.awaitingIdle.splice(0)) resolve();
    }
  }
}
