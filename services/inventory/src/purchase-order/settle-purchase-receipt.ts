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
import { moneyText } from '../value/movement-value';
import { countedIn, receivedOfLines, sharesOf, statusAfter, valueSoFar } from './order-progress';
import { allocatedValue } from './order-value';
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

/** The receipt's line that became the transaction. */
export interface AmendedFacts {
  readonly postingId: string | undefined;
}

/** The posted movement of a receipt was reversed or corrected: what the line has received follows. */
export function amendPurchaseReceipt(
  { orderId, reversed, transactionId, now, exchangeRate }: AmendPurchaseReceipt,
  order: PurchaseOrder,
  { facts }: Given<AmendedFacts>,
): PurchaseOrderEvent[] {
  if (order.status === 'absent') refuse('NOT_FOUND');
  const receipt = order.receipts.find(({ lines }) => lines.some(({ postingId }) => postingId === facts.postingId));
  const before = receipt?.lines.find(({ postingId }) => postingId === facts.postingId);
  if (!receipt || !before) throw new DomainError('NOT_FOUND', `No receipt of this order became ${reversed}`);
  if (before.transactionId === transactionId) return [];
  const { postingId, lineId } = before;
  const others = countedIn({
    receipts: order.receipts.map((each) => ({
      ...each,
      lines: each.lines.filter((line) => line.postingId !== postingId),
    })),
  });
  const line = order.lines.find((each) => each.lineId === lineId);
  if (!line) throw new TypeError(`order ${orderId} has no line ${lineId}`);
  const amended = now ? [...others, { lineId, counted: now, exchangeRate, value: '0' }] : others;
  const value = now ? allocatedValue(line, sharesOf(line, amended), valueSoFar(line, others)) : 0n;
  const { receiptId } = receipt;
  const standing = { status: statusAfter(order, amended), received: receivedOfLines([lineId], amended) };
  const changed = { receiptId, postingId, transactionId, now, exchangeRate, value: moneyText(value) };
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
