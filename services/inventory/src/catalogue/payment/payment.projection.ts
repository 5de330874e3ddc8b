import { on } from '#contracts/declare/on';
import { PaymentExpiryAnnounced, ProductPaymentSet } from '#contracts/inventory/payment-events';
import { ProductAdded, ProductDeleted, ProductOverdue, ProductPaid } from '#contracts/inventory/product-events';
import type { Recorded } from '#libs/event-sourcing';
import { change, projection, type RowChange } from '#libs/projections';
import { PaymentRow } from './payment.entity';
import { missingFields, type Announced } from './payment-term';

const NOTHING = {
  amount: null,
  currency: null,
  cycle: null,
  payerId: null,
  method: null,
  cardholder: null,
  invoice: null,
  expiresOn: null,
  autoRenew: false,
  noticeDays: null,
  complete: false,
  overdue: false,
  announcedTerm: null,
  announcedStage: null,
} as const;

type OfPayment = Recorded<{ type: string; data: { readonly productId: string } }>;

function changed(
  { tenantId, data: { productId } }: OfPayment,
  fields: (row: PaymentRow) => Partial<PaymentRow>,
): RowChange[] {
  return [change(PaymentRow, { tenantId, productId }, (row) => row && { ...row, ...fields(row) })];
}

/** What was announced of the row's term. */
export function announcedOf({ announcedTerm, announcedStage }: PaymentRow): Announced | null {
  return announcedTerm === null || announcedStage === null
    ? null
    : { termEndsOn: announcedTerm, stage: announcedStage };
}

const columnsOf = (announced: Announced | null) => ({
  announcedTerm: announced?.termEndsOn ?? null,
  announcedStage: announced?.stage ?? null,
});

export const paymentProjection = projection({
  name: 'payment',
  service: 'inventory',
  version: 1,
  tables: [PaymentRow],
  keyColumn: 'productId',
  key: (event) => (event.data as { productId: string }).productId,
  on: [
    on(ProductAdded, ({ tenantId, data: { productId, serviceId }, recordedAt: createdAt }) => [
      change(PaymentRow, { tenantId, productId }, () => ({
        ...NOTHING,
        tenantId,
        productId,
        serviceId,
        scopeIds: [serviceId, productId],
        createdAt,
        updatedAt: createdAt,
      })),
    ]),
    on(ProductPaymentSet, (event) => {
      const { productId: _, serviceId: __, ...payment } = event.data;
      return changed(event, () => ({
        ...payment,
        complete: missingFields(payment).length === 0,
        updatedAt: event.recordedAt,
      }));
    }),
    on(PaymentExpiryAnnounced, (event) => changed(event, () => columnsOf(event.data))),
    on(ProductOverdue, (event) => changed(event, () => ({ overdue: true, updatedAt: event.recordedAt }))),
    on(ProductPaid, (event) => changed(event, () => ({ overdue: false, updatedAt: event.recordedAt }))),
    on(ProductDeleted, ({ tenantId, data: { productId } }) => [
      change(PaymentRow, { tenantId, productId }, () => undefined),
    ]),
  ],
});
