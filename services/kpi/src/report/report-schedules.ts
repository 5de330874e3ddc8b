import { evolve } from '#contracts/declare/fold';
import {
  ReportScheduleChanged,
  ReportScheduleCreated,
  ReportScheduleDeleted,
  ReportUnsubscribed,
} from '#contracts/kpi/report-events';
import type { ReportScheduleValues } from '#contracts/kpi/report-schedule';
import { aggregate, type EventsOf, type Lookup, type Thing } from '#libs/event-sourcing';

export interface ReportSchedule extends ReportScheduleValues {
  readonly ownerId: string;
  /** ISO 8601 UTC: since when it is due at these times. Nothing before that is due. */
  readonly timedAt: string;
  /** The revision of the last event about it. */
  readonly revision: number;
}

/** All schedules of reports of an organisation, by id. */
export type ReportSchedules = ReadonlyMap<string, ReportSchedule>;

export const reportSchedules = aggregate(
  'kpi.report_schedules',
  () => new Map<string, ReportSchedule>(),
  [
    evolve(ReportScheduleCreated, (state, { data: { scheduleId, ownerId, ...values }, occurredAt, revision }) =>
      state.set(scheduleId, { ...values, ownerId, timedAt: occurredAt, revision }),
    ),
    evolve(ReportScheduleChanged, (state, { data: { scheduleId, ...values }, occurredAt, revision }) => {
      const former = state.get(scheduleId);
      if (!former) return state;
      const timedAt = isTimedAlike(former, values) ? former.timedAt : occurredAt;
      return state.set(scheduleId, { ...former, ...values, timedAt, revision });
    }),
    evolve(ReportScheduleDeleted, (state, { data: { scheduleId } }) => {
      state.delete(scheduleId);
      return state;
    }),
    evolve(ReportUnsubscribed, (state, { data: { scheduleId, userId }, revision }) => {
      const former = state.get(scheduleId);
      if (!former) return state;
      const recipients = former.recipients.filter((id) => id !== userId);
      return state.set(scheduleId, { ...former, recipients, revision });
    }),
  ],
  { mutates: true, bytes: ({ size }) => 3_000 * size, copy: (state) => new Map(state) },
);

const TIMING = ['frequency', 'weekday', 'dayOfMonth', 'time'] as const;

type Timing = Readonly<Record<(typeof TIMING)[number], string | number | null>>;

/** A change of other values makes nothing due anew. */
export function isTimedAlike(one: Timing, other: Timing): boolean {
  return TIMING.every((part) => one[part] === other[part]);
}

/** A schedule as a part of the stream. */
export function scheduleIn(state: ReportSchedules, scheduleId: string): Thing | undefined {
  const schedule = state.get(scheduleId);
  return schedule && { id: scheduleId, revision: schedule.revision };
}

/** The schedules of an organisation as of now. */
export async function reportSchedulesOf(tenantId: string, lookup: Lookup): Promise<ReportSchedules> {
  return (await lookup.state(reportSchedules, tenantId, tenantId)).state;
}

export type ReportScheduleEvent = EventsOf<typeof reportSchedules>;
