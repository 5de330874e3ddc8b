import { Command } from '../declare/contract';
import { Count } from '../declare/fields';

export class DueReports {
  @Count({ min: 0, max: 1e6, description: 'Reports that were due' }) requested!: number;
}

/** Sent by the service's own job. Each report is due once for its period, however often this is sent. */
@Command({
  subject: 'kpi.send-due-reports',
  permission: 'service',
  status: 200,
  summary: 'Request the reports that are due',
  answers: DueReports,
  refuses: ['READ_MODEL_FILLING'],
  sentBy: ['kpi'],
  platform: true,
})
export class SendDueReports {}
