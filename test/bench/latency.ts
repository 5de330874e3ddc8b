import { type Histogram, build, decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js';

/** Milliseconds. */
export interface Latencies {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  readonly count: number;
}

const MICROSECONDS_PER_MILLISECOND = 1_000;

/** Latencies in an HDR histogram: microseconds up to a minute, to three digits. */
export class LatencyRecorder {
  private readonly histogram: Histogram = build({
    bitBucketSize: 64,
    lowestDiscernibleValue: 1,
    highestTrackableValue: 60_000_000,
    numberOfSignificantValueDigits: 3,
    useWebAssembly: false,
  });

  /** Records an operation that took this many milliseconds. */
  record(milliseconds: number): void {
    const microseconds = Math.round(milliseconds * MICROSECONDS_PER_MILLISECOND);
    this.histogram.recordValue(Math.min(Math.max(microseconds, 1), 60_000_000));
  }

  /** Text that `merge` reads in another process. */
  encode(): string {
    return encodeIntoCompressedBase64(this.histogram);
  }

  merge(encoded: string): void {
    this.histogram.add(decodeFromCompressedBase64(encoded));
  }

  summary(): Latencies {
    const at = (percentile: number): number =>
      this.histogram.getValueAtPercentile(percentile) / MICROSECONDS_PER_MILLISECOND;
    return {
      p50: at(50),
      p90: at(90),
      p99: at(99),
      p999: at(99.9),
      max: this.histogram.maxValue / MICROSECONDS_PER_MILLISECOND,
      count: this.histogram.totalCount,
    };
  }
}
