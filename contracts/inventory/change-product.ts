import { Created } from '../created';
import { Command } from '../declare/contract';
import { Count, Id, Text } from '../declare/fields';
import { MAX_SEATS } from './product-events';

/** The whole: an absent field is removed. */
@Command({
  subject: 'inventory.change-product',
  permission: 'catalogue.product.manage',
  route: 'PUT /services/{serviceId}/products/{productId}',
  status: 200,
  ifMatch: true,
  summary: 'Replace the details of a product; no fewer seats than are taken',
  answers: Created,
  refuses: ['DUPLICATE', 'LIMIT_REACHED'],
  scope: { by: ['service', 'product'], of: 'scopeIds' },
})
export class ChangeProduct {
  @Id() serviceId!: string;
  @Id() productId!: string;
  @Text({ max: 200, example: 'Mail' }) name!: string;
  @Text({ max: 100, optional: true, nullable: true, example: 'Business' }) plan?: string | null;
  @Count({
    min: 0,
    max: MAX_SEATS,
    optional: true,
    nullable: true,
    example: 25,
    description: 'Null: as many as are wanted',
  })
  seats?: number | null;
  @Id({ optional: true, nullable: true, description: 'A user' }) ownerId?: string | null;
}
