import { Created } from '../created';
import { Command } from '../declare/contract';
import { Balance, Id } from '../declare/fields';

/** Sent by the service itself: goods of an order went back, or did not after all. */
@Command({
  subject: 'inventory.record-purchase-return',
  permission: 'service',
  status: 200,
  summary: 'Record that goods of an order went back to the supplier',
  answers: Created,
  sentBy: ['inventory'],
})
export class RecordPurchaseReturn {
  @Id() orderId!: string;
  @Id() lineId!: string;
  @Id({ description: 'The return' }) transactionId!: string;
  @Balance({ description: 'In the stock unit; zero: the return was reversed' }) returned!: string;
}
