/** How a source calls, folded from its deliveries. */
export interface CallRecord {
  /** Moments of deliveries, oldest first; those within an hour of the one before count as one. */
  readonly moments: readonly string[];
  /** Calls in a row that were not accepted. */
  readonly failures: number;
}

const HOUR_MS = 3_600_000;
const KEPT_MOMENTS = 31;
/** Fewer gaps tell nothing. */
const FEWEST_GAPS = 3;
const SILENCE_FACTOR = 3;
export const FAILURES_ALARM = 10;

/** A burst is one moment: a list of new people is sent at once. */
export function withDelivery({ moments }: CallRecord, at: string): CallRecord {
  const last = moments.at(-1);
  const isBurst = last !== undefined && Date.parse(at) - Date.parse(last) < HOUR_MS;
  return { moments: isBurst ? moments : [...moments, at].slice(-KEPT_MOMENTS), failures: 0 };
}

/**
 * The gap that nine of ten are not longer than, in seconds: a source that is quiet at weekends is usually quiet for three
 * days. Null: too few deliveries.
 */
export function usualGapSeconds({ moments }: Pick<CallRecord, 'moments'>): number | null {
  const gaps = moments.slice(1).map((moment, index) => Date.parse(moment) - Date.parse(moments[index] ?? moment));
  if (gaps.length < FEWEST_GAPS) return null;
  const sorted = gaps.toSorted((one, other) => one - other);
  return Math.round((sorted[Math.ceil(sorted.length * 0.9) - 1] ?? 0) / 1_000);
}

/** Nothing came for three times the usual gap. */
export function isSilent(record: Pick<CallRecord, 'moments'>, lastDeliveryAt: string | null, now: string): boolean {
  const gap = usualGapSeconds(record);
  if (gap === null || lastDeliveryAt === null) return false;
  return Date.parse(now) - Date.parse(lastDeliveryAt) > SILENCE_FACTOR * gap * 1_000;
}
