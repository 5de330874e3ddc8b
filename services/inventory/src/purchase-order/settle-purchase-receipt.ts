import { event } from '#contracts/declare/event';
import { DomainError, refuse } from '#contracts/errors';
import type { AmendPurchaseReceipt } from '#contracts/inventory/amend-purchase-receipt';
import {
  PurchaseReceiptAmended,
  PurchaseReceiptRetried,
  PurchaseReceiptWithdrawn,
  PurchaseReturnRecorded,
} from '#contracts/inventory/purchase-order-events';
import type { RecordPurchaseReturn } from '#contracts/inventory/record-purchase-return';
import type { RetryPurchaseReceipt } from '#contracts/inventory/retry-purchase-receipt';
import type { WithdrawPurchaseReceipt } from '#contracts/inventory/withdraw-purchase-receipt';
import type { Given } from '#libs/event-sourcing';
import { amendedLine } from './amended-line';
import { countedIn, receivedOfLines, statusAfter } from './order-progress';
import { isOpen, type PurchaseOrder, type PurchaseOrderEvent, type ReceiptState } from './purchase-order';

/** Posts the refused lines of a receipt again. */
export function retryPurchaseReceipt(
  { orderId, receiptId }: RetryPurchaseReceipt,
  order: PurchaseOrder,
): PurchaseOrderEvent[] {
  failedReceipt(order, receiptId);
  return [event(PurchaseReceiptRetried, { orderId, receiptId })];
}

/** Gives the refused lines of a receipt up: they count as not received. */
export function withdrawPurchaseReceipt(
  { orderId, receiptId }: WithdrawPurchaseReceipt,
  order: PurchaseOrder,
): PurchaseOrderEvent[] {
  const receipt = failedReceipt(order, receiptId);
  const refused = receipt.lines.filter(isOpen);
  const given = new Set(refused.map(({ postingId }) => postingId));
  const left = countedIn({
    receipts: order.receipts.map((each) => ({
      ...each,
      lines: each.lines.filter(({ postingId }) => !given.has(postingId)),
    })),
  });
  const lineIds = refused.map(({ lineId }) => lineId);
  const standing = { status: statusAfter(order, left), received: receivedOfLines(lineIds, left) };
  return [event(PurchaseReceiptWithdrawn, { orderId, receiptId, ...standing })];
}

function failedReceipt({ status, receipts }: PurchaseOrder, receiptId: string): ReceiptState {
  if (status === 'absent') refuse('NOT_FOUND');
  const receipt = receipts.find((each) => each.receiptId === receiptId);
  if (!receipt) throw new DomainError('NOT_FOUND', 'There is no such receipt of this order');
  if (!receipt.lines.some(isOpen)) throw new DomainError('CONFLICT', 'No line of this receipt was refused');
  return receipt;
}

/** The posting of the receipt's line that became the transaction, at first or by a correction. */
export interface AmendedFacts {
  readonly postingId: string | undefined;
}

/** The posted movement of a receipt was reversed or corrected, and the line's received quantity follows. */
export function amendPurchaseReceipt(
  { orderId, reversed, transactionId, now, exchangeRate, allocatedCost }: AmendPurchaseReceipt,
  order: PurchaseOrder,
  { facts }: Given<AmendedFacts>,
): PurchaseOrderEvent[] {
  if (order.status === 'absent') refuse('NOT_FOUND');
  const amended = amendedLine(order, facts.postingId ?? '', { now, exchangeRate });
  if (!amended) throw new DomainError('NOT_FOUND', `No receipt of this order became ${reversed}`);
  const { receiptId, counted, before } = amended;
  const { postingId, lineId, amendedBy } = before;
  if (amendedBy.includes(transactionId)) return [];
  // The cost that was posted, so that the receipts to come bring the rest of it.
  const value = allocatedCost ?? amended.value;
  const standing = { status: statusAfter(order, counted), received: receivedOfLines([lineId], counted) };
  const changed = { receiptId, postingId, transactionId, now, exchangeRate, value };
  return [event(PurchaseReceiptAmended, { orderId, ...changed, ...standing })];
}

/** A returned quantity is counted beside the received one, which stays as it is. */
export function recordPurchaseReturn(
  { orderId, lineId, transactionId, returned }: RecordPurchaseReturn,
  order: PurchaseOrder,
): PurchaseOrderEvent[] {
  if (order.status === 'absent') refuse('NOT_FOUND');
  if (!order.lines.some((line) => line.lineId === lineId)) {
    throw new DomainError('NOT_FOUND', 'There is no such line of this order');
  }
  const known = order.returns.find((each) => each.transactionId === transactionId);
  if ((known?.returned ?? '0.000') === returned) return [];
  return [event(PurchaseReturnRecorded, { orderId, lineId, transactionId, returned })];
}
