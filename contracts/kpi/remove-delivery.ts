import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

@Command({
  subject: 'kpi.remove-delivery',
  permission: 'kpi.entry.record',
  route: 'DELETE /deliveries/{deliveryId}',
  status: 200,
  ifMatch: true,
  summary: 'Remove a delivery',
  answers: Created,
  refuses: ['PERIOD_CLOSED', 'READ_MODEL_FILLING'],
})
export class RemoveDelivery {
  @Id() deliveryId!: string;
}
