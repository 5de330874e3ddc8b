import { Created } from '../created';
import { Command } from '../declare/contract';
import { Choice, Count, Id, List, Text } from '../declare/fields';
import { ClockTime } from './clock-time';
import { KPIS, type Kpi } from './kpi-words';
import {
  MAX_REPORT_KPIS,
  MAX_REPORT_LINES,
  MAX_REPORT_RECIPIENTS,
  REPORT_FREQUENCIES,
  REPORT_GROUPINGS,
  type ReportFrequency,
  type ReportGrouping,
} from './report-schedule';

@Command({
  subject: 'kpi.change-report-schedule',
  permission: 'kpi.report.manage',
  route: 'PATCH /report-schedules/{scheduleId}',
  status: 200,
  ifMatch: true,
  summary: 'Change the schedule of a report',
  answers: Created,
})
export class ChangeReportSchedule {
  @Id() scheduleId!: string;
  @Text({ max: 100, optional: true, example: 'Filling, every day' }) name?: string;
  @Choice(REPORT_FREQUENCIES, { optional: true }) frequency?: ReportFrequency;
  @Count({ min: 1, max: 7, optional: true, nullable: true, description: 'Null: not weekly' }) weekday?: number | null;
  @Count({ min: 1, max: 31, optional: true, nullable: true, description: 'Null: not monthly' })
  dayOfMonth?: number | null;
  @ClockTime({ optional: true }) time?: string;
  @List(Choice(KPIS, { example: 'oee' }), { min: 1, max: MAX_REPORT_KPIS, unique: true, optional: true })
  kpis?: readonly Kpi[];
  @List(Id(), { min: 1, max: MAX_REPORT_LINES, optional: true, nullable: true, description: 'Null: all lines' })
  lineIds?: readonly string[] | null;
  @List(Text({ max: 100 }), { min: 1, max: MAX_REPORT_LINES, optional: true, nullable: true })
  areas?: readonly string[] | null;
  @List(Choice(REPORT_GROUPINGS), { max: REPORT_GROUPINGS.length, unique: true, optional: true })
  groupBy?: readonly ReportGrouping[];
  @List(Id(), { max: MAX_REPORT_RECIPIENTS, optional: true }) recipients?: readonly string[];
}
