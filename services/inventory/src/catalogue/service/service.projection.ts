import { on } from '#contracts/declare/on';
import type { ProductSummary } from '#contracts/inventory/list-products';
import {
  ProductAdded,
  ProductChanged,
  ProductDeleted,
  ProductOverdue,
  ProductPaid,
} from '#contracts/inventory/product-events';
import { ServiceChanged, ServiceCreated, ServiceDeleted } from '#contracts/inventory/service-events';
import { foldedText } from '#contracts/values/text-folding';
import type { Recorded } from '#libs/event-sourcing';
import { change, projection, type RowChange } from '#libs/projections';
import { ServiceRow } from './service.entity';

type OfService = Recorded<{ type: string; data: { readonly serviceId: string } }>;

function changed(
  { tenantId, data: { serviceId }, revision, recordedAt: updatedAt }: OfService,
  fields: (row: ServiceRow) => Partial<ServiceRow>,
): RowChange[] {
  return [change(ServiceRow, { tenantId, serviceId }, (row) => row && { ...row, ...fields(row), updatedAt, revision })];
}

const withProducts = (products: readonly ProductSummary[]) => ({ products, productCount: products.length });

/** A product of the service as it is shown there. */
function product(event: OfService, productId: string, fields: Partial<ProductSummary>): RowChange[] {
  return changed(event, ({ products }) => ({
    products: products.map((each) => (each.id === productId ? { ...each, ...fields } : each)),
  }));
}

export const serviceProjection = projection({
  name: 'service',
  service: 'inventory',
  version: 1,
  tables: [ServiceRow],
  keyColumn: 'serviceId',
  key: (event) => (event.data as { serviceId: string }).serviceId,
  on: [
    on(ServiceCreated, ({ tenantId, data, revision, recordedAt: createdAt }) => [
      change(ServiceRow, { tenantId, serviceId: data.serviceId }, () => ({
        ...data,
        tenantId,
        nameKey: foldedText(data.name),
        ...withProducts([]),
        createdAt,
        updatedAt: createdAt,
        revision,
      })),
    ]),
    on(ServiceChanged, (event) => {
      const { serviceId: _, ...details } = event.data;
      return changed(event, () => ({ ...details, nameKey: foldedText(details.name) }));
    }),
    on(ServiceDeleted, ({ tenantId, data: { serviceId } }) => [
      change(ServiceRow, { tenantId, serviceId }, () => undefined),
    ]),
    on(ProductAdded, (event) => {
      const { productId: id, serviceId: _, ...details } = event.data;
      return changed(event, ({ products }) => withProducts([...products, { id, ...details, status: 'active' }]));
    }),
    on(ProductChanged, (event) => {
      const { productId, serviceId: _, ...details } = event.data;
      return product(event, productId, details);
    }),
    on(ProductOverdue, (event) => product(event, event.data.productId, { status: 'overdue' })),
    on(ProductPaid, (event) => product(event, event.data.productId, { status: 'active' })),
    on(ProductDeleted, (event) =>
      changed(event, ({ products }) => withProducts(products.filter(({ id }) => id !== event.data.productId))),
    ),
  ],
});
