import { on } from '#contracts/declare/on';
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
  type LineReceived,
  type OrderStatus,
  type OrderTerms,
} from '#contracts/inventory/purchase-order-events';
import type { Recorded } from '#libs/event-sourcing';
import { change, projection, type RowChange } from '#libs/projections';
import { orderCost } from './order-value';
import { PurchaseOrderLineRow, PurchaseOrderRow } from './purchase-order.entity';

type Of = { readonly orderId: string };

const termsIn = ({ supplier, reference, notes, currency, expectedOn, lines }: OrderTerms) => ({
  supplier: supplier.name,
  supplierId: supplier.supplierId,
  reference,
  notes,
  currency,
  totalCost: orderCost(lines),
  expectedOn,
});

/** A line that is there keeps what it has received. */
function linesOf({
  tenantId,
  data: { orderId, lines },
}: Recorded<{ type: string; data: Of & OrderTerms }>): RowChange[] {
  return lines.map(({ lineId, itemId, stockQuantity: ordered }) =>
    change(PurchaseOrderLineRow, { tenantId, orderId, lineId }, (row) => ({
      tenantId,
      orderId,
      lineId,
      itemId,
      ordered,
      received: row?.received ?? '0.000',
    })),
  );
}

/** The time is that of the command, as a read of the order shows it. */
function changed(
  event: Recorded<{ type: string; data: Of }>,
  to: (row: PurchaseOrderRow) => Partial<PurchaseOrderRow>,
): RowChange[] {
  const { tenantId, data, metadata, revision } = event;
  return [
    change(PurchaseOrderRow, { tenantId, orderId: data.orderId }, (row) =>
      row ? { ...row, ...to(row), updatedAt: metadata.occurredAt, revision } : undefined,
    ),
  ];
}

type Standing = Of & { readonly status: OrderStatus; readonly received: readonly LineReceived[] };

const standing = (event: Recorded<{ type: string; data: Standing }>): RowChange[] => {
  const { tenantId, data } = event;
  const { orderId, status } = data;
  return [
    ...changed(event, () => ({ status })),
    ...data.received.map(({ lineId, received }) =>
      change(PurchaseOrderLineRow, { tenantId, orderId, lineId }, (row) => row && { ...row, received }),
    ),
  ];
};

export const purchaseOrderProjection = projection({
  name: 'purchase-order',
  service: 'inventory',
  version: 3,
  tables: [PurchaseOrderRow, PurchaseOrderLineRow],
  keyColumn: 'orderId',
  key: (event) => (event.data as Of).orderId,
  on: [
    on(PurchaseOrderCreated, (event) => {
      const { tenantId, data, metadata, revision } = event;
      const { orderId, number } = data;
      const { occurredAt } = metadata;
      return [
        change(PurchaseOrderRow, { tenantId, orderId }, () => ({
          tenantId,
          orderId,
          number,
          status: 'draft' as const,
          closed: false,
          ...termsIn(data),
          submittedAt: null,
          endedAt: null,
          createdAt: occurredAt,
          updatedAt: occurredAt,
          revision,
        })),
        ...linesOf(event),
      ];
    }),
    on(PurchaseOrderChanged, (event) => {
      const { tenantId, data } = event;
      const { orderId, removedLines } = data;
      return [
        ...changed(event, () => termsIn(data)),
        ...removedLines.map((lineId) => change(PurchaseOrderLineRow, { tenantId, orderId, lineId }, () => undefined)),
        ...linesOf(event),
      ];
    }),
    on(PurchaseOrderSubmitted, (event) =>
      changed(event, () => ({ status: 'submitted', submittedAt: event.metadata.occurredAt })),
    ),
    on(PurchaseOrderClosed, (event) =>
      changed(event, () => ({ status: event.data.status, closed: true, endedAt: event.metadata.occurredAt })),
    ),
    on(PurchaseOrderCanceled, (event) =>
      changed(event, () => ({ status: 'canceled', closed: true, endedAt: event.metadata.occurredAt })),
    ),
    on(PurchaseReceiptRecorded, standing),
    on(PurchaseReceiptPosted, standing),
    on(PurchaseReceiptWithdrawn, standing),
    on(PurchaseReceiptAmended, standing),
    on(PurchaseReceiptRetried, (event) => changed(event, () => ({}))),
    on(PurchaseReturnRecorded, (event) => changed(event, () => ({}))),
  ],
});
