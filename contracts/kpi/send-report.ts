import { Command } from '../declare/contract';
import { Count, Id, LocalDate } from '../declare/fields';

export class RequestedReport {
  @Id({ description: 'Of the schedule' }) id!: string;
  @Count({ min: 0, max: Number.MAX_SAFE_INTEGER }) revision!: number;
  @Id() reportId!: string;
  @LocalDate() from!: string;
  @LocalDate() to!: string;
}

/** It is made and mailed after the answer, to the recipients of the schedule; one that is due comes nevertheless. */
@Command({
  subject: 'kpi.send-report',
  permission: 'kpi.report.manage',
  route: 'POST /report-schedules/{scheduleId}/send',
  status: 200,
  summary: 'Have the report of the last period that is over mailed now',
  answers: RequestedReport,
  refuses: ['LIMIT_REACHED'],
})
export class SendReport {
  @Id() scheduleId!: string;
}
