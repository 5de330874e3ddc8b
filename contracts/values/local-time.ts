/** The instant of a date and time in an organisation's time zone, across changes of its clocks. */

import { offsetAt } from './zone-offset';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const WEEK_MS = 7 * 24 * HOUR_MS;

/** No zone is further from UTC. */
const FURTHEST_MS = 15 * HOUR_MS;

/**
 * The time (`HH:MM`) that a zone's clocks show at a moment (ISO 8601 UTC).
 * @throws RangeError for a zone that this runtime does not know
 */
export function localTime(moment: string, timeZone: string): string {
  const instant = Date.parse(moment);
  return new Date(instant + offsetAt(instant, timeZone)).toISOString().slice(11, 16);
}

/** A change of a zone's clocks; offsets in minutes east of UTC. */
export interface ClockChange {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The changes of a zone's clocks between two instants (epoch milliseconds), in order; one a week at most.
 * @throws RangeError for a zone that this runtime does not know
 */
export function clockChanges(timeZone: string, start: number, end: number): readonly ClockChange[] {
  const changes: ClockChange[] = [];
  for (let at = start; at < end; at += WEEK_MS) {
    const [from, to] = [offsetAt(at, timeZone), offsetAt(at + WEEK_MS, timeZone)];
    if (from === to) continue;
    const change = nextChange(at, at + WEEK_MS, from, timeZone);
    changes.push({ at: change, from: from / MINUTE_MS, to: offsetAt(change, timeZone) / MINUTE_MS });
  }
  return changes;
}

/** In minutes east of UTC. */
export function clockOffset(timeZone: string, instant: number): number {
  return offsetAt(instant, timeZone) / MINUTE_MS;
}

/**
 * The instant (epoch milliseconds) at which the clocks of an IANA time zone show a date (`YYYY-MM-DD`) and a time
 * (`HH:MM`): the first one when they show it twice, and the first instant after the gap when they skip it.
 * @throws RangeError for a zone that this runtime does not know
 */
export function instantOf(date: string, time: string, timeZone: string): number {
  const wanted = Date.parse(`${date}T${time}:00.000Z`);
  const end = wanted + FURTHEST_MS;
  let start = wanted - FURTHEST_MS;
  // Clocks change once a week at most: an offset that is the same at both ends is the same between them.
  const before = offsetAt(start, timeZone);
  if (offsetAt(end, timeZone) === before) return wanted - before;
  while (start < end) {
    const offset = offsetAt(start, timeZone);
    const change = nextChange(start, end, offset, timeZone);
    const instant = wanted - offset;
    // An earlier time was in a gap, and the stretch of this offset begins where the gap ends.
    if (instant < change) return Math.max(instant, start);
    start = change;
  }
  return end;
}

/** The first instant in (start, end] with another offset; `Infinity` when it stays. */
function nextChange(start: number, end: number, offset: number, timeZone: string): number {
  for (let before = start; before < end; before += HOUR_MS) {
    if (offsetAt(before + HOUR_MS, timeZone) !== offset) return changeWithin(before, offset, timeZone);
  }
  return Number.POSITIVE_INFINITY;
}

/** Within the hour after `before`, at which the offset is still the old one. */
function changeWithin(before: number, offset: number, timeZone: string): number {
  let [old, changed] = [before, before + HOUR_MS];
  while (changed - old > 1) {
    const middle = Math.floor((old + changed) / 2);
    if (offsetAt(middle, timeZone) === offset) old = middle;
    else changed = middle;
  }
  return changed;
}

/**
 * The instants (epoch milliseconds) at which a zone's clocks show a local time, given as epoch milliseconds as if it were
 * UTC: one; two where they show it twice; none where they skip it. `around`: the instants by the offset after and before
 * the change, the earlier one first, as in ECMAScript's Temporal.
 * @throws RangeError for a zone that this runtime does not know
 */
export function instantsShowing(
  local: number,
  timeZone: string,
): { at: readonly number[]; around: readonly [number, number] } {
  const [before, after] = offsetsAround(Math.floor(local / DAY_MS), timeZone);
  if (before === after) return { at: [local - before], around: [local - before, local - before] };
  const [earlier, later] = [local - Math.max(before, after), local - Math.min(before, after)];
  return { at: [earlier, later].filter((each) => offsetAt(each, timeZone) === local - each), around: [earlier, later] };
}

const DAY_MS = 24 * HOUR_MS;
/** A file asks for the same day in every row. */
const KEPT_OFFSETS = 1_000;
const offsets = new Map<string, readonly [number, number]>();

/** The offsets before and after any change that a local time of this day (days since 1970) may meet. */
function offsetsAround(day: number, timeZone: string): readonly [number, number] {
  const key = `${day} ${timeZone}`;
  const known = offsets.get(key);
  if (known) return known;
  const found = [
    offsetAt(day * DAY_MS - FURTHEST_MS, timeZone),
    offsetAt((day + 1) * DAY_MS + FURTHEST_MS, timeZone),
  ] as const;
  if (offsets.size >= KEPT_OFFSETS) offsets.clear();
  offsets.set(key, found);
  return found;
}
