import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

@Command({
  subject: 'kpi.remove-wip-job',
  permission: 'kpi.entry.record',
  route: 'DELETE /wip/{jobId}',
  status: 200,
  ifMatch: true,
  summary: 'Remove a job in progress',
  answers: Created,
  refuses: ['PERIOD_CLOSED'],
})
export class RemoveWipJob {
  @Id() jobId!: string;
}
