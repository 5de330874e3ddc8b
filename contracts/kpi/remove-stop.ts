import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

@Command({
  subject: 'kpi.remove-stop',
  permission: 'kpi.entry.record',
  route: 'DELETE /downtimes/{stopId}',
  status: 200,
  ifMatch: true,
  summary: 'Remove a stop',
  answers: Created,
  refuses: ['PERIOD_CLOSED', 'READ_MODEL_FILLING'],
})
export class RemoveStop {
  @Id() stopId!: string;
}
