import { Query } from '../declare/contract';
import { Choice } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { ReportScheduleDetails } from './get-report-schedule';
import { REPORT_FREQUENCIES, type ReportFrequency } from './report-schedule';

@Query({
  subject: 'kpi.list-report-schedules',
  permission: 'kpi.report.manage',
  route: 'GET /report-schedules',
  summary: 'List the schedules of reports',
  answers: ReportScheduleDetails,
  list: { sort: ['name', 'createdAt'] },
})
export class ListReportSchedules extends ListRequest {
  @Choice(REPORT_FREQUENCIES, { optional: true }) frequency?: ReportFrequency;
}
