import { event } from '#contracts/declare/event';
import { DomainError, refuse } from '#contracts/errors';
import type { ChangePurchaseOrder } from '#contracts/inventory/change-purchase-order';
import { PurchaseOrderChanged, type OrderTerms } from '#contracts/inventory/purchase-order-events';
import type { Given } from '#libs/event-sourcing';
import { orderedLines, refuseNeedlessRate, type OrderFacts } from './order-terms';
import type { PurchaseOrder, PurchaseOrderEvent } from './purchase-order';

/** All terms of a draft; of an order that its supplier has, the remarks. */
export function changePurchaseOrder(
  command: ChangePurchaseOrder,
  order: PurchaseOrder,
  { facts, newId }: Given<OrderFacts>,
): PurchaseOrderEvent[] {
  if (order.status === 'absent') refuse('NOT_FOUND');
  if (order.isClosed) throw new DomainError('CONFLICT', 'This order is closed');
  if (order.status !== 'draft') refuseNewTerms(command);
  const before = termsOf(order);
  const { reference, notes, exchangeRate, expectedOn, currency, overReceiptPercent, lines } = command;
  const { baseCurrency } = facts;
  const rateBefore = baseCurrency === before.baseCurrency ? before.exchangeRate : null;
  const terms: OrderTerms = {
    supplier: facts.supplier ?? before.supplier,
    reference: reference === undefined ? before.reference : reference,
    notes: notes === undefined ? before.notes : notes,
    currency: currency ?? before.currency,
    baseCurrency,
    exchangeRate: exchangeRate === undefined ? rateBefore : exchangeRate,
    expectedOn: expectedOn === undefined ? before.expectedOn : expectedOn,
    overReceiptPercent: overReceiptPercent ?? before.overReceiptPercent,
    lines: lines ? orderedLines(lines, facts, newId) : before.lines,
  };
  refuseNeedlessRate(terms);
  if (JSON.stringify(terms) === JSON.stringify(before)) return [];
  const kept = new Set(terms.lines.map(({ lineId }) => lineId));
  const removedLines = before.lines.flatMap(({ lineId }) => (kept.has(lineId) ? [] : [lineId]));
  return [event(PurchaseOrderChanged, { orderId: order.orderId, ...terms, removedLines })];
}

function termsOf(order: PurchaseOrder): OrderTerms {
  const { supplier, reference, notes, currency, baseCurrency, exchangeRate, expectedOn, overReceiptPercent, lines } =
    order;
  return { supplier, reference, notes, currency, baseCurrency, exchangeRate, expectedOn, overReceiptPercent, lines };
}

function refuseNewTerms(command: ChangePurchaseOrder): void {
  const { supplier, currency, exchangeRate, overReceiptPercent, lines } = command;
  const isRemark = [supplier, currency, exchangeRate, overReceiptPercent, lines].every((each) => each === undefined);
  if (!isRemark) throw new DomainError('CONFLICT', 'Only the remarks of a submitted order can be changed');
}
