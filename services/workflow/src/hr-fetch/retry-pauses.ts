/** Minutes before an API that was out of reach is asked again: five times within about five hours. */
const PAUSES = [1, 5, 15, 60, 240];
const MINUTE_MS = 60_000;

/** The time of the next try, ISO 8601; null: it was tried often enough. `tries`: those in vain, up to now. */
export function nextTryAt(tries: number, now: string): string | null {
  const minutes = PAUSES[tries - 1];
  return minutes === undefined ? null : new Date(Date.parse(now) + minutes * MINUTE_MS).toISOString();
}
