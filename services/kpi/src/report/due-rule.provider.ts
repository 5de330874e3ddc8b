import type { ReportScheduleValues } from '#contracts/kpi/report-schedule';
import { daily, dueAround, monthly, weekly, type LocalRule, type Weekday } from '#libs/schedules';

export type ReportTiming = Pick<ReportScheduleValues, 'frequency' | 'weekday' | 'dayOfMonth' | 'time'>;

/** The moment at which a report was due last. */
export interface LatestDue {
  /** The local date. */
  readonly on: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

export function latestDue(timing: ReportTiming, timeZone: string, now: string): LatestDue {
  const { on, at } = dueAround(dueRule(timing), timeZone, Date.parse(now)).latest;
  return { on, at: new Date(at).toISOString() };
}

/** 1 is Monday. */
const WEEKDAYS: readonly Weekday[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

function dueRule({ frequency, weekday, dayOfMonth, time }: ReportTiming): LocalRule {
  switch (frequency) {
    case 'daily':
      return daily(time);
    case 'weekly':
      return weekly([WEEKDAYS[(weekday ?? 1) - 1] as Weekday], time);
    case 'monthly':
      return monthly(dayOfMonth ?? 1, time);
  }
}
