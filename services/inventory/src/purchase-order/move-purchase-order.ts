import { event } from '#contracts/declare/event';
import { DomainError, refuse } from '#contracts/errors';
import type { CancelPurchaseOrder } from '#contracts/inventory/cancel-purchase-order';
import type { ClosePurchaseOrder } from '#contracts/inventory/close-purchase-order';
import {
  PurchaseOrderCanceled,
  PurchaseOrderClosed,
  PurchaseOrderSubmitted,
} from '#contracts/inventory/purchase-order-events';
import type { SubmitPurchaseOrder } from '#contracts/inventory/submit-purchase-order';
import { countedIn } from './order-progress';
import type { PurchaseOrder, PurchaseOrderEvent } from './purchase-order';

export function submitPurchaseOrder({ orderId }: SubmitPurchaseOrder, order: PurchaseOrder): PurchaseOrderEvent[] {
  if (order.status === 'absent') refuse('NOT_FOUND');
  if (order.status !== 'draft') throw new DomainError('CONFLICT', `This order is ${order.status}, and no draft`);
  return [event(PurchaseOrderSubmitted, { orderId })];
}

/** Nothing more comes in: an order of which all has come stays `received`. */
export function closePurchaseOrder({ orderId }: ClosePurchaseOrder, order: PurchaseOrder): PurchaseOrderEvent[] {
  if (order.status === 'absent') refuse('NOT_FOUND');
  if (order.isClosed || order.status === 'draft') {
    throw new DomainError('CONFLICT', order.isClosed ? 'This order is closed' : 'A draft is canceled, not closed');
  }
  const status = order.status === 'received' ? 'received' : 'closed_short';
  return [event(PurchaseOrderClosed, { orderId, status })];
}

export function cancelPurchaseOrder({ orderId }: CancelPurchaseOrder, order: PurchaseOrder): PurchaseOrderEvent[] {
  if (order.status === 'absent') refuse('NOT_FOUND');
  if (order.isClosed) throw new DomainError('CONFLICT', 'This order is closed');
  if (countedIn(order).length > 0) throw new DomainError('CONFLICT', 'Goods of this order were received; close it');
  return [event(PurchaseOrderCanceled, { orderId })];
}
