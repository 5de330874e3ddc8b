import { Choice, Count, Id, List, Text } from '../declare/fields';
import type { FieldError } from '../errors';
import { ClockTime } from './clock-time';
import { KPIS, type Kpi, type KpiGrouping } from './kpi-words';

export const REPORT_FREQUENCIES = ['daily', 'weekly', 'monthly'] as const;
export type ReportFrequency = (typeof REPORT_FREQUENCIES)[number];

/** Of the groupings of key figures those that name no person, order or job. */
export const REPORT_GROUPINGS = ['line', 'product', 'shift', 'area'] as const satisfies readonly KpiGrouping[];
export type ReportGrouping = (typeof REPORT_GROUPINGS)[number];

/** The most schedules of an organisation: they are one stream. */
export const MAX_REPORT_SCHEDULES = 100;
/** Each has a chart. */
export const MAX_REPORT_KPIS = 12;
export const MAX_REPORT_RECIPIENTS = 100;
export const MAX_REPORT_LINES = 200;

/** A schedule with all its values. */
export class ReportScheduleValues {
  @Text({ max: 100, example: 'Filling every morning' }) name!: string;
  @Choice(REPORT_FREQUENCIES) frequency!: ReportFrequency;
  @Count({ min: 1, max: 7, nullable: true, description: 'Of a weekly report: 1 is Monday, 7 is Sunday' })
  weekday!: number | null;
  @Count({ min: 1, max: 31, nullable: true, description: 'Of a monthly report; in a shorter month its last day' })
  dayOfMonth!: number | null;
  @ClockTime({ description: "By the organisation's clocks" }) time!: string;
  @List(Choice(KPIS), { min: 1, max: MAX_REPORT_KPIS, unique: true }) kpis!: readonly Kpi[];
  @List(Id(), { min: 1, max: MAX_REPORT_LINES, nullable: true, description: 'Null: all lines, or those of the areas' })
  lineIds!: readonly string[] | null;
  @List(Text({ max: 100, example: 'Filling' }), { min: 1, max: MAX_REPORT_LINES, nullable: true })
  areas!: readonly string[] | null;
  @List(Choice(REPORT_GROUPINGS), { max: REPORT_GROUPINGS.length, unique: true, description: 'None: one row' })
  groupBy!: readonly ReportGrouping[];
  @List(Id(), { max: MAX_REPORT_RECIPIENTS, description: 'Users of the organisation' })
  recipients!: readonly string[];
}

/** The day that a frequency needs, and no other. */
export function faultOfDay({
  frequency,
  weekday,
  dayOfMonth,
}: Pick<ReportScheduleValues, 'frequency'> & {
  readonly weekday?: number | null;
  readonly dayOfMonth?: number | null;
}): FieldError | undefined {
  const days = { weekday: weekday ?? null, dayOfMonth: dayOfMonth ?? null };
  const wanted = frequency === 'weekly' ? 'weekday' : frequency === 'monthly' ? 'dayOfMonth' : undefined;
  for (const field of ['weekday', 'dayOfMonth'] as const) {
    if (field === wanted && days[field] === null) {
      return { pointer: `/${field}`, code: 'REQUIRED', message: `is needed for a ${frequency} report` };
    }
    if (field !== wanted && days[field] !== null) {
      return { pointer: `/${field}`, code: 'CHOICE', message: `must be absent from a ${frequency} report` };
    }
  }
  return undefined;
}

/** Lines or areas, not both. */
export function faultOfPlaces({
  lineIds,
  areas,
}: {
  readonly lineIds?: readonly string[] | null;
  readonly areas?: readonly string[] | null;
}): FieldError | undefined {
  if ((lineIds ?? null) === null || (areas ?? null) === null) return undefined;
  return { pointer: '/areas', code: 'CHOICE', message: 'must be absent beside lineIds' };
}
