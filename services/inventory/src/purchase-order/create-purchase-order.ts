import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import type { CreatePurchaseOrder } from '#contracts/inventory/create-purchase-order';
import { PurchaseOrderCreated, type OrderSupplier } from '#contracts/inventory/purchase-order-events';
import type { Given } from '#libs/event-sourcing';
import { orderedLines, refuseNeedlessRate, type DraftLine, type OrderFacts } from './order-terms';
import type { PurchaseOrder, PurchaseOrderEvent } from './purchase-order';

/** `number`: taken for this order. */
export type NewOrderFacts = OrderFacts & { readonly number: string; readonly supplier: OrderSupplier };

/** The terms of a draft; its lines may have been suggested. */
export type NewDraft = Omit<CreatePurchaseOrder, 'lines'> & { readonly lines: readonly DraftLine[] };

export function createPurchaseOrder(
  command: NewDraft,
  { status }: PurchaseOrder,
  { facts, newId }: Given<NewOrderFacts>,
): PurchaseOrderEvent[] {
  if (status !== 'absent') throw new DomainError('CONFLICT', 'This order is there already');
  const { baseCurrency, number, supplier } = facts;
  const terms = {
    supplier,
    reference: command.reference ?? null,
    notes: command.notes ?? null,
    currency: command.currency ?? baseCurrency,
    baseCurrency,
    exchangeRate: command.exchangeRate ?? null,
    expectedOn: command.expectedOn ?? null,
    overReceiptPercent: command.overReceiptPercent ?? '0.000',
    lines: orderedLines(command.lines, facts, newId),
  };
  refuseNeedlessRate(terms);
  return [event(PurchaseOrderCreated, { orderId: newId('order'), number, ...terms })];
}
