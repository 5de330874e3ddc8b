import { DomainError } from '#contracts/errors';
import type { GetPurchaseOrder, PurchaseOrderDetails, PurchaseReceipt } from '#contracts/inventory/get-purchase-order';
import type { OrderedLine } from '#contracts/inventory/purchase-order-events';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import type { Outcome, QueryGiven } from '#libs/runtime';
import { rounded } from '#contracts/values/fraction';
import { countedIn, receivedOf, sharesOf } from './order-progress';
import { isRaised } from './order-terms';
import { lineValue, orderCost, sum } from './order-value';
import {
  postingOf,
  purchaseOrder,
  type PurchaseOrder,
  type ReceiptLineState,
  type ReceiptState,
} from './purchase-order';

/** An order is one stream of few events, so it is read from there. */
export async function getPurchaseOrder(
  { orderId }: GetPurchaseOrder,
  { context, lookup }: QueryGiven,
): Promise<Outcome> {
  const { state, revision } = await lookup.state(purchaseOrder, context.tenantId, orderId);
  if (revision === 'none') throw new DomainError('NOT_FOUND', 'There is no such purchase order');
  return { answer: shown(state), etag: String(revision) };
}

function shown(order: PurchaseOrder): PurchaseOrderDetails {
  const { orderId: id, status, supplier, isClosed: closed, lines, receipts, ...more } = order;
  if (status === 'absent') throw new TypeError('an order without events was shown');
  const { number, reference, notes, currency, exchangeRate, expectedOn, overReceiptPercent, createdAt, updatedAt } =
    more;
  return {
    id,
    number,
    supplier: supplier.name,
    supplierId: supplier.supplierId,
    status,
    closed,
    reference,
    notes,
    currency,
    exchangeRate,
    totalCost: orderCost(lines),
    expectedOn,
    overReceiptPercent,
    lines: lines.map((line) => shownLine(line, order)),
    receipts: receipts.map(shownReceipt),
    createdAt,
    updatedAt,
  };
}

function shownLine(line: OrderedLine, order: PurchaseOrder) {
  const { lineId, itemId, unit, quantity, stockQuantity, unitPrice, suggested, note } = line;
  const counted = countedIn(order);
  const { numerator, denominator } = sum(sharesOf(line, counted).map(({ amount }) => amount));
  const returned = order.returns.reduce(
    (total, each) => (each.lineId === lineId ? total + quantityUnits(each.returned) : total),
    0n,
  );
  return {
    lineId,
    itemId,
    unit,
    ordered: quantity,
    received: quantityText(rounded(numerator, denominator)),
    stockOrdered: stockQuantity,
    stockReceived: receivedOf(lineId, counted),
    returned: quantityText(returned),
    unitPrice,
    totalPrice: lineValue(line),
    suggested,
    raised: isRaised(line),
    note,
  };
}

function shownReceipt(receipt: ReceiptState): PurchaseReceipt {
  const { receiptId, effectiveAt, exchangeRate, reference, recordedAt, lines } = receipt;
  const [refused, posted] = [false, true].map((isDone) =>
    lines.filter(({ posting }) => (posting === 'done') === isDone),
  );
  return {
    receiptId,
    posting: postingOf(receipt),
    code: lines.find(({ posting }) => posting === 'failed')?.code ?? null,
    effectiveAt,
    exchangeRate,
    reference,
    recordedAt,
    withdrawn: areAll(refused, ({ isWithdrawn }) => isWithdrawn),
    reversed: areAll(posted, ({ counted }) => counted === null),
  };
}

function areAll(lines: readonly ReceiptLineState[] = [], holds: (line: ReceiptLineState) => boolean): boolean {
  return lines.length > 0 && lines.every(holds);
}
