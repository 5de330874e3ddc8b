import { Command } from '../declare/contract';
import { Id } from '../declare/fields';
import { DeliveryBatch } from './edit-deliveries';

/** A batch that puts back what another one changed; what somebody has changed since stays. */
@Command({
  subject: 'kpi.undo-delivery-batch',
  permission: 'kpi.entry.record',
  route: 'POST /deliveries/batch/{batchId}/undo',
  status: 201,
  summary: 'Undo a batch of edits of deliveries, each with its own outcome',
  answers: DeliveryBatch,
})
export class UndoDeliveryBatch {
  @Id() batchId!: string;
}
