/** How far the clocks of a time zone are from UTC. To ask the runtime takes microseconds, and a calendar asks often. */

const WEEK_MS = 7 * 24 * 3_600_000;

/** Of all zones. */
const KEPT_WEEKS = 20_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    const date = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
    const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
    format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', { timeZone, ...date, ...time });
    formats.set(timeZone, format);
  }
  return format;
}

/** The time that a zone's clocks show at an instant, as if they were at UTC; both in epoch milliseconds. */
function shownAt(instant: number, timeZone: string): number {
  const parts = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of formatOf(timeZone).formatToParts(instant)) {
    if (type in parts) parts[type as keyof typeof parts] = Number(value);
  }
  const { year, month, day, hour, minute, second } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((instant % 1_000) + 1_000) % 1_000);
}

const askedOffset = (instant: number, timeZone: string) => shownAt(instant, timeZone) - instant;

/** By zone and number of the week; null: the clocks change in it. */
const weeks = new Map<string, Map<number, number | null>>();
let kept = 0;

/**
 * In milliseconds east of UTC, at an instant (epoch milliseconds).
 * @throws RangeError for a zone that this runtime does not know
 */
export function offsetAt(instant: number, timeZone: string): number {
  return offsetInWeek(Math.floor(instant / WEEK_MS), timeZone) ?? askedOffset(instant, timeZone);
}

/** Clocks change once a week at most: an offset that is the same at both ends is the same between them. */
function offsetInWeek(week: number, timeZone: string): number | null {
  const known = weeks.get(timeZone)?.get(week);
  if (known !== undefined) return known;
  const [start, end] = [askedOffset(week * WEEK_MS, timeZone), askedOffset((week + 1) * WEEK_MS, timeZone)];
  const offset = start === end ? start : null;
  if (kept >= KEPT_WEEKS) {
    weeks.clear();
    kept = 0;
  }
  const ofZone = weeks.get(timeZone) ?? new Map<number, number | null>();
  weeks.set(timeZone, ofZone.set(week, offset));
  kept++;
  return offset;
}
