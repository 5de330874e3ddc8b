import { evolve } from '#contracts/declare/fold';
import type { PostingOutcome, PostingState } from '#contracts/inventory/posting-outcome';
import {
  PurchaseOrderCanceled,
  PurchaseOrderChanged,
  PurchaseOrderClosed,
  PurchaseOrderCreated,
  PurchaseOrderSubmitted,
  PurchaseReceiptAmended,
  PurchaseReceiptPosted,
  PurchaseReceiptRecorded,
  PurchaseReceiptRetried,
  PurchaseReceiptWithdrawn,
  PurchaseReturnRecorded,
  type OrderReceiptLine,
  type OrderStatus,
  type OrderTerms,
  type ReceivedQuantity,
} from '#contracts/inventory/purchase-order-events';
import { aggregate, type EventsOf } from '#libs/event-sourcing';
import { PENDING, withOutcomes, type LinePosting } from '../posting/line-posting';

export interface ReceiptLineState extends OrderReceiptLine, LinePosting {
  readonly exchangeRate: string | null;
  /** How much of it counts as received; null: withdrawn or reversed. */
  readonly counted: ReceivedQuantity | null;
  /** The transactions that reversed or corrected it. */
  readonly amendedBy: readonly string[];
}

export interface ReceiptState {
  readonly receiptId: string;
  readonly effectiveAt: string | null;
  readonly exchangeRate: string | null;
  readonly reference: string | null;
  readonly note: string | null;
  readonly bypassesFreeze: boolean;
  readonly lines: readonly ReceiptLineState[];
  readonly recordedAt: string;
}

export interface ReturnState {
  readonly lineId: string;
  readonly transactionId: string;
  readonly returned: string;
}

export interface PurchaseOrder extends OrderTerms {
  readonly status: 'absent' | OrderStatus;
  /** Nothing more comes in. */
  readonly isClosed: boolean;
  readonly orderId: string;
  readonly number: string;
  readonly receipts: readonly ReceiptState[];
  readonly returns: readonly ReturnState[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

const ABSENT: PurchaseOrder = {
  status: 'absent',
  isClosed: false,
  orderId: '',
  number: '',
  supplier: { supplierId: null, name: '' },
  reference: null,
  notes: null,
  currency: '',
  baseCurrency: '',
  exchangeRate: null,
  expectedOn: null,
  overReceiptPercent: '0.000',
  lines: [],
  receipts: [],
  returns: [],
  createdAt: '',
  updatedAt: '',
};

export const purchaseOrder = aggregate('inventory.purchase_order', () => ABSENT, [
  evolve(PurchaseOrderCreated, (order, { data, occurredAt }) => ({
    ...order,
    ...data,
    status: 'draft',
    createdAt: occurredAt,
    updatedAt: occurredAt,
  })),
  evolve(PurchaseOrderChanged, (order, { data: { removedLines: _, ...terms }, occurredAt: updatedAt }) => ({
    ...order,
    ...terms,
    updatedAt,
  })),
  evolve(PurchaseOrderSubmitted, (order, { occurredAt: updatedAt }) => ({ ...order, status: 'submitted', updatedAt })),
  evolve(PurchaseOrderClosed, (order, { data: { status }, occurredAt: updatedAt }) => ({
    ...order,
    status,
    isClosed: true,
    updatedAt,
  })),
  evolve(PurchaseOrderCanceled, (order, { occurredAt: updatedAt }) => ({
    ...order,
    status: 'canceled',
    isClosed: true,
    updatedAt,
  })),
  evolve(PurchaseReceiptRecorded, (order, { data, occurredAt }) => {
    const { receiptId, effectiveAt, exchangeRate, reference, note, bypassesFreeze, status } = data;
    const lines = data.lines.map((line) => ({
      ...line,
      ...PENDING,
      exchangeRate,
      counted: countedOf(line),
      amendedBy: [],
    }));
    const receipt = {
      receiptId,
      effectiveAt,
      exchangeRate,
      reference,
      note,
      bypassesFreeze,
      lines,
      recordedAt: occurredAt,
    };
    return { ...order, status, receipts: [...order.receipts, receipt], updatedAt: occurredAt };
  }),
  evolve(PurchaseReceiptPosted, (order, { data: { receiptId, outcomes, status }, occurredAt: updatedAt }) => ({
    ...withPosted(order, receiptId, outcomes),
    status,
    updatedAt,
  })),
  evolve(PurchaseReceiptRetried, (order, { data: { receiptId }, occurredAt: updatedAt }) => ({
    ...withReceipt(order, receiptId, (lines) => lines.map((line) => (isOpen(line) ? { ...line, ...PENDING } : line))),
    updatedAt,
  })),
  evolve(PurchaseReceiptWithdrawn, (order, { data: { receiptId, status }, occurredAt: updatedAt }) => ({
    ...withReceipt(order, receiptId, (lines) =>
      lines.map((line) => (isOpen(line) ? { ...line, isWithdrawn: true, counted: null } : line)),
    ),
    status,
    updatedAt,
  })),
  evolve(PurchaseReceiptAmended, (order, { data, occurredAt: updatedAt }) => {
    const { receiptId, postingId, transactionId, now: counted, exchangeRate, value, status } = data;
    const amended = { counted, exchangeRate, value, transactionId, posting: 'done', code: null } as const;
    const lines = (all: readonly ReceiptLineState[]) =>
      all.map((line) =>
        line.postingId === postingId ? { ...line, ...amended, amendedBy: [...line.amendedBy, transactionId] } : line,
      );
    return { ...withReceipt(order, receiptId, lines), status, updatedAt };
  }),
  evolve(PurchaseReturnRecorded, (order, { data: { lineId, transactionId, returned }, occurredAt: updatedAt }) => ({
    ...order,
    returns: [
      ...order.returns.filter((each) => each.transactionId !== transactionId),
      { lineId, transactionId, returned },
    ],
    updatedAt,
  })),
]);

export type PurchaseOrderEvent = EventsOf<typeof purchaseOrder>;

/** A refused line that was not given up. */
export function isOpen({ posting, isWithdrawn }: LinePosting): boolean {
  return posting === 'failed' && !isWithdrawn;
}

/** A receipt is failed while one of its lines is, and pending before that is known. */
export function postingOf({ lines }: Pick<ReceiptState, 'lines'>): PostingState {
  if (lines.some(({ posting }) => posting === 'pending')) return 'pending';
  return lines.some(({ posting }) => posting === 'failed') ? 'failed' : 'done';
}

export const isReceiptSettled = (receiptId: string) => (order: PurchaseOrder) =>
  order.receipts.every((receipt) => receipt.receiptId !== receiptId || postingOf(receipt) !== 'pending');

/** The order after these outcomes: a line that was given up and is on its item's stream after all counts again. */
export function withPosted(
  order: PurchaseOrder,
  receiptId: string,
  outcomes: readonly PostingOutcome[],
): PurchaseOrder {
  return withReceipt(order, receiptId, (before) =>
    withOutcomes(before, outcomes).map((line, index) => {
      const isPostedNow = line.posting === 'done' && before[index]?.posting !== 'done';
      return isPostedNow && line.counted === null ? { ...line, counted: countedOf(line) } : line;
    }),
  );
}

function countedOf({ quantity, unit, factor, stockQuantity }: ReceivedQuantity): ReceivedQuantity {
  return { quantity, unit, factor, stockQuantity };
}

function withReceipt(
  order: PurchaseOrder,
  receiptId: string,
  change: (lines: readonly ReceiptLineState[]) => readonly ReceiptLineState[],
): PurchaseOrder {
  const receipts = order.receipts.map((receipt) =>
    receipt.receiptId === receiptId ? { ...receipt, lines: change(receipt.lines) } : receipt,
  );
  return { ...order, receipts };
}
