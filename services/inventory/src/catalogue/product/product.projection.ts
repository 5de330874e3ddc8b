import { on } from '#contracts/declare/on';
import {
  ProductAdded,
  ProductChanged,
  ProductDeleted,
  ProductOverdue,
  ProductPaid,
} from '#contracts/inventory/product-events';
import { foldedText } from '#contracts/values/text-folding';
import type { Recorded } from '#libs/event-sourcing';
import { change, projection, type RowChange } from '#libs/projections';
import { ProductRow } from './product.entity';

type OfProduct = Recorded<{ type: string; data: { readonly productId: string } }>;

function changed(
  { tenantId, data: { productId }, revision, recordedAt: updatedAt }: OfProduct,
  fields: Partial<ProductRow>,
): RowChange[] {
  return [change(ProductRow, { tenantId, productId }, (row) => row && { ...row, ...fields, updatedAt, revision })];
}

export const productProjection = projection({
  name: 'product',
  service: 'inventory',
  version: 1,
  tables: [ProductRow],
  keyColumn: 'productId',
  key: (event) => (event.data as { productId: string }).productId,
  on: [
    on(ProductAdded, ({ tenantId, data, revision, recordedAt: createdAt }) => [
      change(ProductRow, { tenantId, productId: data.productId }, () => ({
        ...data,
        tenantId,
        scopeIds: [data.serviceId, data.productId],
        nameKey: foldedText(data.name),
        status: 'active' as const,
        createdAt,
        updatedAt: createdAt,
        revision,
      })),
    ]),
    on(ProductChanged, (event) => {
      const { name, plan, seats, ownerId } = event.data;
      return changed(event, { name, nameKey: foldedText(name), plan, seats, ownerId });
    }),
    on(ProductOverdue, (event) => changed(event, { status: 'overdue' })),
    on(ProductPaid, (event) => changed(event, { status: 'active' })),
    on(ProductDeleted, ({ tenantId, data: { productId } }) => [
      change(ProductRow, { tenantId, productId }, () => undefined),
    ]),
  ],
});
