import { daysAfter } from '#contracts/values/local-date';
import type { WorkingWeek } from './working-week';

/** So many calendar days are looked through: then an organisation works on none of them, and calendar days are counted. */
const FURTHEST = 4_000;

/**
 * The date (`YYYY-MM-DD`) so many working days after another, or before it where the number is negative. Zero is the
 * date itself, whether the organisation works on it or not.
 */
export function workingDaysAfter(
  date: string,
  days: number,
  working: Pick<WorkingWeek, 'weekdays' | 'holidays'>,
): string {
  const holidays = new Set(working.holidays.map((each) => each.date));
  const isWorking = (day: string) => working.weekdays.includes(weekdayOf(day)) && !holidays.has(day);
  const step = Math.sign(days);
  let [day, left] = [date, Math.abs(days)];
  for (let looked = 0; left > 0; looked++) {
    if (looked === FURTHEST) return daysAfter(date, days);
    day = daysAfter(day, step);
    if (isWorking(day)) left--;
  }
  return day;
}

/** 1: Monday, 7: Sunday. */
function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00.000Z`).getUTCDay() || 7;
}
