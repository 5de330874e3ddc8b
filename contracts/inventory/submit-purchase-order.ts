import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

@Command({
  subject: 'inventory.submit-purchase-order',
  permission: 'inventory.purchase_order.manage',
  route: 'POST /purchase-orders/{orderId}/submit',
  status: 200,
  ifMatch: true,
  summary: 'Submit a purchase order to its supplier',
  answers: Created,
  refuses: ['CONFLICT'],
})
export class SubmitPurchaseOrder {
  @Id() orderId!: string;
}
