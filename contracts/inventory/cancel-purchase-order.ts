import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

@Command({
  subject: 'inventory.cancel-purchase-order',
  permission: 'inventory.purchase_order.manage',
  route: 'POST /purchase-orders/{orderId}/cancel',
  status: 200,
  ifMatch: true,
  summary: 'Cancel a purchase order of which nothing was received',
  answers: Created,
  refuses: ['CONFLICT'],
})
export class CancelPurchaseOrder {
  @Id() orderId!: string;
}
