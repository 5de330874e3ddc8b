const BUCKET_MS = 500;
const BUCKETS = 10;

/** The number of events per second, over the last five seconds. */
export class Rate {
  private readonly counts = Array.from({ length: BUCKETS }, () => 0);
  private bucket = 0;
  private since = 0;

  count(count: number, now = Date.now()): void {
    this.turn(now);
    this.counts[this.bucket % BUCKETS] = (this.counts[this.bucket % BUCKETS] ?? 0) + count;
  }

  perSecond(now = Date.now()): number {
    this.turn(now);
    const total = this.counts.reduce((sum, count) => sum + count, 0);
    const covered = Math.min(BUCKETS * BUCKET_MS, Math.max(1_000, now - this.since));
    return total === 0 ? 0 : (total * 1_000) / covered;
  }

  private turn(now: number): void {
    const bucket = Math.floor(now / BUCKET_MS);
    const turned = bucket - this.bucket;
    if (turned <= 0) return;
    for (let index = 1; index <= Math.min(turned, BUCKETS); index++) this.counts[(this.bucket + index) % BUCKETS] = 0;
    this.bucket = bucket;
    if (turned >= BUCKETS) this.since = now;
  }
}
