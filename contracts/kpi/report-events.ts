import { Event } from '../declare/event';
import { Choice, Id, List, LocalDate, Name, Text } from '../declare/fields';
import { MAX_REPORT_RECIPIENTS, ReportScheduleValues } from './report-schedule';

const SCHEDULES = { category: 'kpi.report_schedules', version: 1 } as const;

@Event<ReportScheduleCreated>({
  ...SCHEDULES,
  entity: { type: 'report_schedule', id: 'scheduleId', label: 'name' },
  action: 'report_schedule.created',
  summary: 'A report was scheduled',
})
export class ReportScheduleCreated extends ReportScheduleValues {
  static readonly type = 'ReportScheduleCreated';
  @Id() scheduleId!: string;
  @Id({ description: 'The user who is told when a report cannot be made' }) ownerId!: string;
}

/** All values as of now, changed or not. */
@Event<ReportScheduleChanged>({
  ...SCHEDULES,
  entity: { type: 'report_schedule', id: 'scheduleId', label: 'name' },
  action: 'report_schedule.changed',
  summary: 'The schedule of a report was changed',
})
export class ReportScheduleChanged extends ReportScheduleValues {
  static readonly type = 'ReportScheduleChanged';
  @Id() scheduleId!: string;
}

@Event<ReportScheduleDeleted>({
  ...SCHEDULES,
  entity: { type: 'report_schedule', id: 'scheduleId', label: 'name' },
  action: 'report_schedule.deleted',
  summary: 'The schedule of a report was deleted',
})
export class ReportScheduleDeleted {
  static readonly type = 'ReportScheduleDeleted';
  @Id() scheduleId!: string;
  @Text({ max: 100 }) name!: string;
}

/** By the link of a mail. */
@Event<ReportUnsubscribed>({
  ...SCHEDULES,
  entity: { type: 'report_schedule', id: 'scheduleId' },
  occurrence: true,
  action: 'report_schedule.unsubscribed',
  summary: 'A recipient of a report wants it no more',
})
export class ReportUnsubscribed {
  static readonly type = 'ReportUnsubscribed';
  @Id() scheduleId!: string;
  @Id() userId!: string;
}

const REPORTS = { category: 'kpi.reports', version: 1, occurrence: true } as const;

/** Business dates, both included. */
class ReportPeriod {
  @Id() scheduleId!: string;
  @Id({ description: 'Of this report of the schedule' }) reportId!: string;
  @LocalDate() from!: string;
  @LocalDate() to!: string;
}

export const REPORT_CAUSES = ['schedule', 'user'] as const;

@Event<ReportRequested>({
  ...REPORTS,
  entity: { type: 'report_schedule', id: 'scheduleId' },
  action: 'report.requested',
  summary: 'A report was due, or asked for',
})
export class ReportRequested extends ReportPeriod {
  static readonly type = 'ReportRequested';
  @Choice(REPORT_CAUSES) cause!: (typeof REPORT_CAUSES)[number];
  @LocalDate({ nullable: true, description: 'The local date on which it was due; null: a user asked for it' })
  dueOn!: string | null;
}

@Event<ReportMade>({
  ...REPORTS,
  entity: { type: 'report_schedule', id: 'scheduleId' },
  action: 'report.made',
  summary: 'A report was made, and is sent to those who may read it',
})
export class ReportMade extends ReportPeriod {
  static readonly type = 'ReportMade';
  @Id({ description: 'The stored report' }) objectId!: string;
  @List(Id(), { max: MAX_REPORT_RECIPIENTS, description: 'As of then; access is asked for once more at sending' })
  recipients!: readonly string[];
}

/** The owner is told; no recipient is. */
@Event<ReportFailed>({
  ...REPORTS,
  entity: { type: 'report_schedule', id: 'scheduleId', label: 'name' },
  action: 'report.failed',
  summary: 'A report could not be made',
})
export class ReportFailed extends ReportPeriod {
  static readonly type = 'ReportFailed';
  @Text({ max: 100 }) name!: string;
  @Id() ownerId!: string;
  @Name({ description: 'The error code' }) code!: string;
}
