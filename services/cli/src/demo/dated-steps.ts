import { daysAfter } from '#contracts/values/local-date';
import { instantOf } from '#contracts/values/local-time';
import { type Step, WEEKDAYS, type Weekday } from './scenario';

/** The day on which the demo was loaded, in the organisation's time zone. */
export interface LoadingDay {
  /** `YYYY-MM-DD` */
  readonly today: string;
  readonly timeZone: string;
}

/** A step as it is sent: one of the days of a repeated one. */
export interface DatedStep {
  readonly name: string;
  readonly step: Step;
  readonly day: string;
  readonly effectiveAt?: string;
}

const HISTORY_DAYS = 28;

/** The days of the history: from the Monday before the last four weeks to yesterday. */
export function historyOf({ today }: Pick<LoadingDay, 'today'>): readonly string[] {
  const since = daysAfter(today, -HISTORY_DAYS);
  const first = daysAfter(since, -((weekdayIndex(since) + 6) % 7));
  const days: string[] = [];
  for (let day = first; day < today; day = daysAfter(day, 1)) days.push(day);
  return days;
}

export function isOn(day: string, weekdays: readonly Weekday[]): boolean {
  const weekday = WEEKDAYS[weekdayIndex(day)];
  return weekdays.some((each) => each === weekday);
}

/** The steps of one file. Those with a moment follow the others, and each other in the order of their moments. */
export function datedSteps(steps: readonly Step[], loading: LoadingDay): readonly DatedStep[] {
  const dated = steps.flatMap((step) => daysOf(step, loading).map((day) => dateStep(step, day, loading)));
  return dated.toSorted((one, other) => (one.effectiveAt ?? '').localeCompare(other.effectiveAt ?? ''));
}

function daysOf({ every, weeks, on = 0 }: Step, loading: LoadingDay): readonly string[] {
  if (!every) return [on].flat().map((days) => daysAfter(loading.today, days));
  return historyOf(loading).filter(
    (day, index) => isOn(day, every) && (weeks?.includes(Math.floor(index / 7)) ?? true),
  );
}

function dateStep(step: Step, day: string, { timeZone }: LoadingDay): DatedStep {
  return {
    name: step.every || Array.isArray(step.on) ? `${step.name} ${day}` : step.name,
    step,
    day,
    ...(step.at !== undefined && { effectiveAt: new Date(instantOf(day, step.at, timeZone)).toISOString() }),
  };
}

function weekdayIndex(day: string): number {
  return new Date(`${day}T00:00:00.000Z`).getUTCDay();
}
