import { Created } from '../created';
import { Command } from '../declare/contract';
import { Count, Id, Text } from '../declare/fields';
import { MAX_SEATS } from './product-events';

@Command({
  subject: 'inventory.add-product',
  permission: 'catalogue.service.manage',
  route: 'POST /services/{serviceId}/products',
  status: 201,
  location: '/services/{serviceId}/products/{id}',
  summary: 'Add a product to a service',
  answers: Created,
  refuses: ['DUPLICATE', 'LIMIT_REACHED'],
  scope: { by: 'service', of: 'serviceId' },
})
export class AddProduct {
  @Id() serviceId!: string;
  @Text({ max: 200, example: 'Mail' }) name!: string;
  @Text({ max: 100, optional: true, example: 'Business' }) plan?: string;
  @Count({ min: 0, max: MAX_SEATS, optional: true, example: 25, description: 'Default: as many as are wanted' })
  seats?: number;
  @Id({ optional: true, description: 'A user' }) ownerId?: string;
}
