import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

/** Sent by the service's own reactor: the figures of the period, as they are when it is made. */
@Command({
  subject: 'kpi.make-report',
  permission: 'service',
  status: 200,
  summary: 'Make a report that was requested',
  answers: Created,
  refuses: ['READ_MODEL_FILLING'],
  sentBy: ['kpi'],
})
export class MakeReport {
  @Id() scheduleId!: string;
  @Id() reportId!: string;
}
