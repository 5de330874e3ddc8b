import { Created } from '../created';
import { Command } from '../declare/contract';
import { Count, Id } from '../declare/fields';

/** Sent by workflow's own reactor. Each notice takes effect once. */
@Command({
  subject: 'workflow.process-hr-delivery',
  permission: 'service',
  status: 200,
  summary: 'Let an accepted delivery of HR events take effect',
  answers: Created,
  refuses: ['NOT_FOUND', 'READ_MODEL_FILLING'],
  sentBy: ['workflow'],
})
export class ProcessHrDelivery {
  @Id() deliveryId!: string;
  @Count({ min: 1, max: 1e6 }) attempt!: number;
}
