import { Query } from '../declare/contract';
import { Choice, Count, Id, Instant, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { MAX_SEATS } from './product-events';

/** `overdue`: its payment has expired and does not renew. */
export const PRODUCT_STATUSES = ['active', 'overdue'] as const;
export type ProductStatus = (typeof PRODUCT_STATUSES)[number];

/** A product as its service shows it. */
export class ProductSummary {
  @Id() id!: string;
  @Text({ max: 200, example: 'Mail' }) name!: string;
  @Text({ max: 100, nullable: true, example: 'Business' }) plan!: string | null;
  @Count({ min: 0, max: MAX_SEATS, nullable: true, example: 25, description: 'Null: as many as are wanted' })
  seats!: number | null;
  @Id({ nullable: true, description: 'A user' }) ownerId!: string | null;
  @Choice(PRODUCT_STATUSES) status!: ProductStatus;
}

export class ProductDetails extends ProductSummary {
  @Id() serviceId!: string;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'inventory.list-products',
  permission: 'catalogue.service.read',
  route: 'GET /services/{serviceId}/products',
  summary: 'List the products of a service',
  answers: ProductDetails,
  list: { sort: ['name', 'createdAt'], search: true },
  scope: { by: ['service', 'product'], of: 'scopeIds' },
})
export class ListProducts extends ListRequest {
  @Id() serviceId!: string;
  @Id({ optional: true, description: 'A user' }) ownerId?: string;
  @Choice(PRODUCT_STATUSES, { optional: true }) status?: ProductStatus;
}
