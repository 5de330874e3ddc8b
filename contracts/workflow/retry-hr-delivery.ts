import { Created } from '../created';
import { Command } from '../declare/contract';
import { Choice, Id } from '../declare/fields';
import { DELIVERY_STATUSES, type DeliveryStatus } from './list-hr-deliveries';

export class RetriedHrDelivery extends Created {
  @Choice(DELIVERY_STATUSES, { example: 'accepted' }) status!: DeliveryStatus;
}

/** One in quarantine is verified again, as of when it came, with the secrets that are good now. */
@Command({
  subject: 'workflow.retry-hr-delivery',
  permission: 'workflow.source.manage',
  route: 'POST /webhook-deliveries/{deliveryId}/retry',
  status: 200,
  summary: 'Verify, read and process a call of a source of HR events again',
  answers: RetriedHrDelivery,
  refuses: ['CONFLICT', 'SIGNATURE_REFUSED', 'TIMESTAMP_REFUSED', 'DELIVERY_GONE'],
})
export class RetryHrDelivery {
  @Id() deliveryId!: string;
}
