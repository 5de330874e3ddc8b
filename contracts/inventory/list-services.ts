import { Query } from '../declare/contract';
import { Count, Id, Instant, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { WebAddress } from '../values/web-address';
import { MAX_PRODUCTS } from './service-events';

/** A service in a list. */
export class ListedService {
  @Id() id!: string;
  @Text({ max: 200, example: 'Contoso Office' }) name!: string;
  @Text({ max: 100, nullable: true, example: 'Productivity' }) category!: string | null;
  @Id({ nullable: true, description: 'A user' }) ownerId!: string | null;
  @WebAddress({ nullable: true }) url!: string | null;
  @Text({ max: 2000, nullable: true, lines: true, example: 'Contract 2026-17' }) note!: string | null;
  @Count({ min: 0, max: MAX_PRODUCTS, example: 2 }) productCount!: number;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'inventory.list-services',
  permission: 'catalogue.service.read',
  route: 'GET /services',
  summary: 'List services',
  answers: ListedService,
  list: { sort: ['name', 'createdAt'], search: true },
  scope: { by: 'service', of: 'serviceId' },
})
export class ListServices extends ListRequest {
  @Text({ max: 200, optional: true, example: 'Contoso Office', description: 'In any case' }) name?: string;
  @Text({ max: 100, optional: true, example: 'Productivity' }) category?: string;
  @Id({ optional: true, description: 'A user' }) ownerId?: string;
}
