import { Command } from '../declare/contract';
import { Id } from '../declare/fields';
import { PurchaseReceiptAnswer } from './receive-purchase-order';

@Command({
  subject: 'inventory.retry-purchase-receipt',
  permission: 'inventory.purchase_order.receive',
  route: 'POST /purchase-orders/{orderId}/receipts/{receiptId}/retry',
  status: 200,
  summary: 'Post the refused lines of a receipt again',
  answers: PurchaseReceiptAnswer,
  refuses: ['CONFLICT'],
})
export class RetryPurchaseReceipt {
  @Id() orderId!: string;
  @Id() receiptId!: string;
}
