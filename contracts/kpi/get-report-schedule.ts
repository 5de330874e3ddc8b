import { Query } from '../declare/contract';
import { Choice, Id, Instant, LocalDate, Name, Nested } from '../declare/fields';
import { ReportScheduleValues } from './report-schedule';

export const REPORT_STATUSES = ['requested', 'made', 'failed'] as const;

/** The last report of a schedule. `made`: it is in the outbox, and sent to those who may read it. */
export class LastReport {
  @Id() reportId!: string;
  @LocalDate() from!: string;
  @LocalDate() to!: string;
  @Choice(REPORT_STATUSES) status!: (typeof REPORT_STATUSES)[number];
  @Name({ nullable: true, description: 'The error code of one that failed' }) code!: string | null;
  @Instant() at!: string;
}

export class ReportScheduleDetails extends ReportScheduleValues {
  @Id() id!: string;
  @Id({ description: 'The user who is told when a report cannot be made' }) ownerId!: string;
  @Nested(() => LastReport, { nullable: true, description: 'Null: none was due so far' })
  lastReport!: LastReport | null;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'kpi.get-report-schedule',
  permission: 'kpi.report.manage',
  route: 'GET /report-schedules/{scheduleId}',
  summary: 'Read the schedule of a report',
  answers: ReportScheduleDetails,
  etag: true,
})
export class GetReportSchedule {
  @Id() scheduleId!: string;
}
