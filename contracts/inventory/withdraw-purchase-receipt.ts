import { Command } from '../declare/contract';
import { Id } from '../declare/fields';
import { PurchaseReceiptAnswer } from './receive-purchase-order';

@Command({
  subject: 'inventory.withdraw-purchase-receipt',
  permission: 'inventory.purchase_order.receive',
  route: 'POST /purchase-orders/{orderId}/receipts/{receiptId}/withdraw',
  status: 200,
  summary: 'Give up the refused lines of a receipt',
  answers: PurchaseReceiptAnswer,
  refuses: ['CONFLICT'],
})
export class WithdrawPurchaseReceipt {
  @Id() orderId!: string;
  @Id() receiptId!: string;
}
