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
import { PurchaseOrderRow } from './purchase-order.entity';

type Of = { readonly orderId: string };

const termsIn = ({ supplier, reference, notes, currency, expectedOn, lines }: OrderTerms) => ({
  supplier: supplier.name,
  supplierId: supplier.supplierId,
  reference,
  notes,
  currency,
  totalCost: orderCost(lines),
  expectedOn,
  lines: lines.map(({ lineId, itemId, stockQuantity: ordered }) => ({ lineId, itemId, ordered, received: '0.000' })),
});

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

const standing = (event: Recorded<{ type: string; data: Standing }>): RowChange[] =>
  changed(event, ({ lines }) => {
    const { status, received } = event.data;
    const now = new Map(received.map((line) => [line.lineId, line.received]));
    return { status, lines: lines.map((line) => ({ ...line, received: now.get(line.lineId) ?? line.received })) };
  });

export const purchaseOrderProjection = projection({
  name: 'purchase-order',
  service: 'inventory',
  version: 2,
  tables: [PurchaseOrderRow],
  keyColumn: 'orderId',
  key: (event) => (event.data as Of).orderId,
  on: [
    on(PurchaseOrderCreated, ({ tenantId, data, metadata, revision }) => {
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
      ];
    }),
    on(PurchaseOrderChanged, (event) =>
      changed(event, ({ lines: before }) => {
        const terms = termsIn(event.data);
        const received = new Map(before.map((line) => [line.lineId, line.received]));
        return {
          ...terms,
          lines: terms.lines.map((line) => ({ ...line, received: received.get(line.lineId) ?? '0.000' })),
        };
      }),
    ),
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
