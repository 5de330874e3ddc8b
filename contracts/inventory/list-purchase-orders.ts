import { Query } from '../declare/contract';
import { Choice, Code, Id, LocalDate } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { PurchaseOrderRowShown } from './get-purchase-order';
import { ORDER_STATES, type OrderStatus } from './purchase-order-events';

@Query({
  subject: 'inventory.list-purchase-orders',
  permission: 'inventory.purchase_order.read',
  route: 'GET /purchase-orders',
  summary: 'List purchase orders',
  answers: PurchaseOrderRowShown,
  list: { sort: ['createdAt', 'number', 'expectedOn', 'updatedAt'], search: true, order: '-createdAt' },
})
export class ListPurchaseOrders extends ListRequest {
  @Choice(ORDER_STATES, { optional: true }) status?: OrderStatus;
  @Code({ optional: true, example: 'PO-00017' }) number?: string;
  @Id({ optional: true }) supplierId?: string;
  @Id({ optional: true, description: 'With a line of this item' }) itemId?: string;
  @LocalDate({ optional: true, description: 'Expected on this day or before' }) expectedBy?: string;
}
