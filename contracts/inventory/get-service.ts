import { Query } from '../declare/contract';
import { Id, List, Nested } from '../declare/fields';
import { ProductSummary } from './list-products';
import { ListedService } from './list-services';
import { MAX_PRODUCTS } from './service-events';

export class ServiceDetails extends ListedService {
  @List(Nested(() => ProductSummary), { max: MAX_PRODUCTS, description: 'By name' })
  products!: readonly ProductSummary[];
}

@Query({
  subject: 'inventory.get-service',
  permission: 'catalogue.service.read',
  route: 'GET /services/{serviceId}',
  summary: 'Read a service with its products',
  answers: ServiceDetails,
  etag: true,
  scope: { by: 'service', of: 'serviceId' },
})
export class GetService {
  @Id() serviceId!: string;
}
