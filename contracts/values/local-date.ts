/** Calendar days in an organisation's time zone: the date of a moment, and days after a date. */

import { offsetAt } from './zone-offset';

/**
 * The date that a moment (ISO 8601 UTC) falls on in an IANA time zone, as `YYYY-MM-DD`.
 * @throws RangeError for a zone that this runtime does not know
 */
export function localDate(moment: string, timeZone: string): string {
  const instant = Date.parse(moment);
  return new Date(instant + offsetAt(instant, timeZone)).toISOString().slice(0, 10);
}

/**
 * The first moment of a date in an IANA time zone. Where a clock change skips the whole date, that of the next one.
 * @throws RangeError for a zone that this runtime does not know
 */
export function startOfDay(date: string, timeZone: string): string {
  const key = `${date} ${timeZone}`;
  const known = starts.get(key);
  if (known !== undefined) return known;
  // No zone is further from UTC than 26 hours; dates never go back.
  const noon = Date.parse(`${date}T12:00:00.000Z`);
  let [before, after] = [noon - 48 * HOUR_MS, noon + 48 * HOUR_MS];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (localDate(new Date(middle).toISOString(), timeZone) >= date) after = middle;
    else before = middle;
  }
  const start = new Date(after).toISOString();
  if (starts.size >= KEPT_STARTS) starts.clear();
  starts.set(key, start);
  return start;
}

const HOUR_MS = 3_600_000;
/** An import asks for the same date in every row. */
const KEPT_STARTS = 1_000;
const starts = new Map<string, string>();

/** The date so many days after one, both `YYYY-MM-DD`; a calendar day is one day, however long its zone makes it. */
export function daysAfter(date: string, days: number): string {
  const start = new Date(`${date}T00:00:00.000Z`);
  start.setUTCDate(start.getUTCDate() + days);
  return start.toISOString().slice(0, 10);
}
