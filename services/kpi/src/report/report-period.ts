import type { ReportFrequency } from '#contracts/kpi/report-schedule';
import { civilDay, dateOf, dayNumber, dayNumberOf, weekdayOf } from '#contracts/values/civil-day';
import { daysAfter } from '#contracts/values/local-date';
import { bucketOf, type Dates, type Grain } from '../figure/buckets';

const GRAINS: Readonly<Record<ReportFrequency, Grain>> = { daily: 'day', weekly: 'week', monthly: 'month' };

/** A whole bucket, whatever is asked for. */
const EVER: Dates = { from: '1900-01-01', to: '2199-12-31' };

const bucketIn = (frequency: ReportFrequency, date: string) => bucketOf(date, GRAINS[frequency], EVER);

/** The last day, ISO week or month that was over when a local date began. */
export function periodBefore(frequency: ReportFrequency, date: string): Dates {
  return bucketIn(frequency, daysAfter(bucketIn(frequency, date).from, -1));
}

/** So many days, weeks or months, the period itself the last. */
const TREND: Readonly<Record<ReportFrequency, number>> = { daily: 14, weekly: 12, monthly: 12 };

/** The buckets of a report's charts, oldest first. */
export function trendOf(
  frequency: ReportFrequency,
  period: Dates,
): { readonly grain: Grain; readonly buckets: Dates[] } {
  const buckets = [period];
  for (let first = period; buckets.length < TREND[frequency]; buckets.unshift(first)) {
    first = periodBefore(frequency, first.from);
  }
  return { grain: GRAINS[frequency], buckets };
}

/** `2026-03-02`, `2026-W10`, `2026-03`. */
export function periodName(frequency: ReportFrequency, { from }: Dates): string {
  switch (frequency) {
    case 'daily':
      return from;
    case 'weekly':
      return isoWeek(from);
    case 'monthly':
      return from.slice(0, 7);
  }
}

/** The name, and the dates where the name is not one. */
export function periodText(frequency: ReportFrequency, period: Dates): string {
  const name = periodName(frequency, period);
  return frequency === 'daily' ? name : `${name} (${period.from} to ${period.to})`;
}

/** Its Thursday tells the year of a week. */
function isoWeek(date: string): string {
  const day = dayNumber(date);
  const thursday = day - weekdayOf(day) + 3;
  const { year } = civilDay(thursday);
  const week = Math.floor((thursday - dayNumberOf(year, 1, 1)) / 7) + 1;
  return `${dateOf(thursday).slice(0, 4)}-W${String(week).padStart(2, '0')}`;
}
