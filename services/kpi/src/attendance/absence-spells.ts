import { daysAfter } from '#contracts/values/local-date';
import type { Sums } from '../figure/sums';
import { withoutLeave, type Attendance, type Hours } from './attendance-sums';

/** The last of so many days is the date that is asked for: 52 weeks. */
export const WINDOW_DAYS = 52 * 7;
const HALF = 500_000_000n;

/** The counted hours of one employee and date. */
export interface CountedDay extends Hours {
  readonly date: string;
}

/** A scheduled day, with what lies before it. */
interface ScheduledDay {
  readonly date: string;
  readonly isAbsent: boolean;
  /** Half days of absence up to and with it, and spells that began so far. */
  readonly halves: bigint;
  readonly spells: bigint;
}

/**
 * Spells and days of absence of one employee in the 52 weeks up to any date. A scheduled day of work ends a spell; days off,
 * and planned leave, do not. A day counts as a whole or a half, whichever is nearer; less than a quarter is no absence. A
 * spell that began earlier counts once, with its days inside.
 */
export function absenceHistory(days: readonly CountedDay[]): (until: string) => Sums {
  const scheduled = scheduledDays(days);
  return (until) => {
    const [before, end] = [lastUpTo(scheduled, daysAfter(until, -WINDOW_DAYS)), lastUpTo(scheduled, until)];
    const [outside, inside] = [scheduled[before], scheduled[end]];
    const first = scheduled[before + 1];
    // A spell over the start of the window began before it.
    const begun = before < end && outside?.isAbsent && first?.isAbsent ? 1n : 0n;
    const spells = (inside?.spells ?? 0n) - (outside?.spells ?? 0n) + begun;
    const halves = (inside?.halves ?? 0n) - (outside?.halves ?? 0n);
    return { totals: { spells: spells * 2n * HALF, absentDays: halves * HALF }, steps: {} };
  };
}

/** The same day by day, of scheduled days alone: a spell counts on its first day in the 52 weeks. */
export function absenceByDay(
  days: readonly CountedDay[],
  until: string,
): readonly { readonly date: string; readonly sums: Sums }[] {
  const first = firstInside(until);
  const inside = scheduledDays(days.filter(({ date }) => date >= first && date <= until));
  return inside.map(({ date, halves, spells }, at) => {
    const before = inside[at - 1] ?? { halves: 0n, spells: 0n };
    const totals = { spells: (spells - before.spells) * 2n * HALF, absentDays: (halves - before.halves) * HALF };
    return { date, sums: { totals, steps: {} } };
  });
}

/** The first of the 52 weeks up to a date. */
export function firstInside(until: string): string {
  return daysAfter(until, 1 - WINDOW_DAYS);
}

/** Of single rows, up to one date. */
export function absenceSpells(rows: readonly Attendance[], until: string): Sums {
  return absenceHistory(rows.map((row) => ({ date: row.date, ...withoutLeave(row) })))(until);
}

function scheduledDays(days: readonly CountedDay[]): ScheduledDay[] {
  const found: ScheduledDay[] = [];
  let [halves, spells, wasAbsent] = [0n, 0n, false];
  for (const [date, { scheduled, absent }] of byDate(days)) {
    if (scheduled === 0n) continue;
    const away = (4n * absent + scheduled) / (2n * scheduled);
    const isAbsent = away > 0n;
    halves += away;
    if (isAbsent && !wasAbsent) spells++;
    wasAbsent = isAbsent;
    found.push({ date, isAbsent, halves, spells });
  }
  return found;
}

/** The shifts of a date together, in order. */
function byDate(days: readonly CountedDay[]): ReadonlyMap<string, Hours> {
  const sums = new Map<string, Hours>();
  for (const { date, scheduled, absent } of days.toSorted((one, other) => (one.date < other.date ? -1 : 1))) {
    const sum = sums.get(date) ?? { scheduled: 0n, absent: 0n };
    sums.set(date, { scheduled: sum.scheduled + scheduled, absent: sum.absent + absent });
  }
  return sums;
}

/** The place of the last day up to a date; -1: there is none. */
function lastUpTo(days: readonly ScheduledDay[], date: string): number {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle]?.date ?? '') <= date) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
