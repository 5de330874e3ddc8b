import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

@Command({
  subject: 'kpi.delete-report-schedule',
  permission: 'kpi.report.manage',
  route: 'DELETE /report-schedules/{scheduleId}',
  status: 200,
  ifMatch: true,
  summary: 'Delete the schedule of a report',
  answers: Created,
})
export class DeleteReportSchedule {
  @Id() scheduleId!: string;
}
