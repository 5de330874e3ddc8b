import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

@Command({
  subject: 'inventory.close-purchase-order',
  permission: 'inventory.purchase_order.manage',
  route: 'POST /purchase-orders/{orderId}/close',
  status: 200,
  ifMatch: true,
  summary: 'Close a purchase order: nothing more comes in',
  answers: Created,
  refuses: ['CONFLICT'],
})
export class ClosePurchaseOrder {
  @Id() orderId!: string;
}
