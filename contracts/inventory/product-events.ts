import { Event, type EventOptions } from '../declare/event';
import { Count, Id, LocalDate, Text } from '../declare/fields';

/** The most seats of a product. */
export const MAX_SEATS = 1_000_000;

/** The events of a product of a service; they are in the stream of the service. */
export class ProductFact {
  @Id() productId!: string;
  @Id() serviceId!: string;
}

const declared = (action: string, summary: string): EventOptions<ProductFact> => ({
  category: 'inventory.service',
  version: 1,
  entity: { type: 'product', id: 'productId' },
  action,
  summary,
});

class ProductDetailsFact extends ProductFact {
  @Text({ max: 200 }) name!: string;
  @Text({ max: 100, nullable: true }) plan!: string | null;
  @Count({ min: 0, max: MAX_SEATS, nullable: true, description: 'Null: as many as are wanted' }) seats!: number | null;
  @Id({ nullable: true, description: 'A user' }) ownerId!: string | null;
}

@Event<ProductAdded>({
  ...declared('product.added', 'A product was added to a service'),
  entity: { type: 'product', id: 'productId', label: 'name' },
  implies: { status: 'active' },
})
export class ProductAdded extends ProductDetailsFact {
  static readonly type = 'ProductAdded';
}

@Event<ProductChanged>({
  ...declared('product.changed', 'A product was changed'),
  entity: { type: 'product', id: 'productId', label: 'name' },
})
export class ProductChanged extends ProductDetailsFact {
  static readonly type = 'ProductChanged';
}

/** Its payment has expired and does not renew. `ProductPaid` follows a later payment. */
@Event<ProductOverdue>({
  ...declared('product.overdue', 'A product became overdue: its payment has expired'),
  implies: { status: 'overdue' },
})
export class ProductOverdue extends ProductFact {
  static readonly type = 'ProductOverdue';
  @LocalDate({ description: 'The last day that was paid for' }) expiredOn!: string;
}

@Event<ProductPaid>({
  ...declared('product.paid', 'A product is overdue no more'),
  implies: { status: 'active' },
})
export class ProductPaid extends ProductFact {
  static readonly type = 'ProductPaid';
}

@Event<ProductDeleted>({ ...declared('product.deleted', 'A product was deleted'), implies: { status: 'deleted' } })
export class ProductDeleted extends ProductFact {
  static readonly type = 'ProductDeleted';
}
