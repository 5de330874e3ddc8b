import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, Money, Nested } from '../declare/fields';
import { ReceivedQuantity } from './purchase-order-events';

/** Sent by the service itself: a posted receipt was reversed, or corrected in its stock. */
@Command({
  subject: 'inventory.amend-purchase-receipt',
  permission: 'service',
  status: 200,
  summary: 'Record that a posted receipt of an order was reversed or corrected',
  answers: Created,
  sentBy: ['inventory'],
})
export class AmendPurchaseReceipt {
  @Id() orderId!: string;
  @Id({ description: 'The transaction that counts no more' }) reversed!: string;
  @Id({ description: 'The reversal or correction' }) transactionId!: string;
  @Nested(() => ReceivedQuantity, { nullable: true, description: 'Of a correction' }) now!: ReceivedQuantity | null;
  @Money({ places: 8, nullable: true }) exchangeRate!: string | null;
  @Money({ nullable: true, description: "The part of the line's value that it was posted with; null: another cost" })
  allocatedCost!: string | null;
}
