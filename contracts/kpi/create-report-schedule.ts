import { Created } from '../created';
import { Command } from '../declare/contract';
import { Choice, Count, Id, List, Text } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import { ClockTime } from './clock-time';
import { KPIS, type Kpi } from './kpi-words';
import {
  MAX_REPORT_KPIS,
  MAX_REPORT_LINES,
  MAX_REPORT_RECIPIENTS,
  REPORT_FREQUENCIES,
  REPORT_GROUPINGS,
  faultOfDay,
  faultOfPlaces,
  type ReportFrequency,
  type ReportGrouping,
} from './report-schedule';

/** The caller becomes its owner. A report is of the last day, week or month that is over when it is due. */
@RequestRule(faultOfDay)
@RequestRule(faultOfPlaces)
@Command({
  subject: 'kpi.create-report-schedule',
  permission: 'kpi.report.manage',
  route: 'POST /report-schedules',
  status: 201,
  summary: 'Have a report mailed every day, week or month',
  answers: Created,
  refuses: ['NOT_FOUND', 'LIMIT_REACHED'],
})
export class CreateReportSchedule {
  @Text({ max: 100, example: 'Filling every morning' }) name!: string;
  @Choice(REPORT_FREQUENCIES) frequency!: ReportFrequency;
  @Count({ min: 1, max: 7, optional: true, description: 'Of a weekly report: 1 is Monday, 7 is Sunday' })
  weekday?: number;
  @Count({ min: 1, max: 31, optional: true, description: 'Of a monthly report; in a shorter month its last day' })
  dayOfMonth?: number;
  @ClockTime({ description: "By the organisation's clocks" }) time!: string;
  @List(Choice(KPIS, { example: 'oee' }), { min: 1, max: MAX_REPORT_KPIS, unique: true }) kpis!: readonly Kpi[];
  @List(Id(), { min: 1, max: MAX_REPORT_LINES, optional: true, description: 'Default: all lines' })
  lineIds?: readonly string[];
  @List(Text({ max: 100, example: 'Filling' }), { min: 1, max: MAX_REPORT_LINES, optional: true })
  areas?: readonly string[];
  @List(Choice(REPORT_GROUPINGS), {
    max: REPORT_GROUPINGS.length,
    unique: true,
    optional: true,
    description: 'The rows of its table. Default: line',
  })
  groupBy?: readonly ReportGrouping[];
  @List(Id(), { min: 1, max: MAX_REPORT_RECIPIENTS, description: 'Users of the organisation' })
  recipients!: readonly string[];
}
