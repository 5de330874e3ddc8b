import { Query } from '../declare/contract';
import { Id } from '../declare/fields';
import { ProductDetails } from './list-products';

@Query({
  subject: 'inventory.get-product',
  permission: 'catalogue.service.read',
  route: 'GET /services/{serviceId}/products/{productId}',
  summary: 'Read a product of a service',
  answers: ProductDetails,
  etag: true,
  scope: { by: ['service', 'product'], of: 'scopeIds' },
})
export class GetProduct {
  @Id() serviceId!: string;
  @Id() productId!: string;
}
