import { event } from '#contracts/declare/event';
import {
  PurchaseReceiptPosted,
  type OrderReceiptLine,
  type PurchaseReceiptRecorded,
} from '#contracts/inventory/purchase-order-events';
import type { Decide } from '#libs/event-sourcing';
import { newOutcomes } from '../posting/line-posting';
import type { Posting, PostingOutcomes } from '../posting/posting';
import { countedIn, receivedOfLines, statusAfter } from './order-progress';
import { purchaseOrder, withPosted, type PurchaseOrder, type PurchaseOrderEvent } from './purchase-order';

type Receipt = Pick<PurchaseReceiptRecorded, 'effectiveAt' | 'exchangeRate' | 'reference' | 'note' | 'bypassesFreeze'>;

/** The receipts on items that the lines of an order's receipt stand for. */
export function receiptPostings(
  { orderId, number }: Pick<PurchaseOrder, 'orderId' | 'number'>,
  receipt: Receipt & { readonly lines: readonly OrderReceiptLine[] },
  takenAt: string,
): readonly Posting[] {
  const { effectiveAt, exchangeRate, reference, note, bypassesFreeze } = receipt;
  return receipt.lines.map((line, index) => {
    const { itemId, locationId, quantity, unit, unitCost, totalCost, lot, lineId, postingId, value } = line;
    const command = {
      itemId,
      locationId,
      quantity,
      unit,
      ...(unitCost !== null && { unitCost }),
      ...(totalCost !== null && { totalCost }),
      ...(lot && { lot: { number: lot.number, ...(lot.expiresOn !== null && { expiresOn: lot.expiresOn }) } }),
      ...(note !== null && { note }),
      ...(effectiveAt !== null && { effectiveAt }),
    };
    const source = { type: 'order_receipt', id: orderId, lineId } as const;
    const posted = { source, reference: reference ?? number, exchangeRate, allocatedCost: value, takenAt };
    return { line: index + 1, postingId, stock: { kind: 'receipt', command }, posted, bypassesFreeze };
  });
}

const recordOutcomes: Decide<PostingOutcomes, PurchaseOrder, PurchaseOrderEvent> = (command, order) => {
  const { partId: receiptId } = command;
  const receipt = order.receipts.find((each) => each.receiptId === receiptId);
  if (!receipt) throw new TypeError(`order ${order.orderId} has no receipt ${receiptId}`);
  const outcomes = newOutcomes(receipt.lines, command.outcomes);
  if (outcomes.length === 0) return [];
  const posted = { orderId: order.orderId, receiptId, outcomes };
  const counted = countedIn(withPosted(order, receiptId, outcomes));
  const lineIds = outcomes.map(({ line }) => receipt.lines[line - 1]?.lineId ?? '');
  const standing = { status: statusAfter(order, counted), received: receivedOfLines(lineIds, counted) };
  return [event(PurchaseReceiptPosted, { ...posted, ...standing })];
};

export const receiptPosting = {
  aggregate: purchaseOrder,
  pending: (order: PurchaseOrder, receiptId: string): readonly Posting[] => {
    const receipt = order.receipts.find((each) => each.receiptId === receiptId);
    if (!receipt) return [];
    const isPending = ({ line }: Posting) => receipt.lines[line - 1]?.posting === 'pending';
    return receiptPostings(order, receipt, receipt.recordedAt).filter(isPending);
  },
  recordOutcomes,
};
