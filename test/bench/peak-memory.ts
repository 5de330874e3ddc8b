import { readFileSync } from 'node:fs';

/** The largest resident size of a process. */
export class PeakMemory {
  private peak = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly pid: number) {
    this.look();
    this.timer = setInterval(() => this.look(), 100);
  }

  /** In megabytes. */
  stop(): number {
    clearInterval(this.timer);
    this.look();
    return this.peak;
  }

  private look(): void {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))?.[1];
    this.peak = Math.max(this.peak, Number(kilobytes ?? 0) / 1_024);
  }
}
