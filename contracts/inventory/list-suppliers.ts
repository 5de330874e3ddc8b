import { Query } from '../declare/contract';
import { Flag, Id, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { ListedSupplier } from './get-supplier';

@Query({
  subject: 'inventory.list-suppliers',
  permission: 'inventory.item.read',
  route: 'GET /suppliers',
  summary: 'List suppliers',
  answers: ListedSupplier,
  list: { sort: ['createdAt', 'name'], search: true },
})
export class ListSuppliers extends ListRequest {
  @Text({ max: 200, optional: true, example: 'Mill & Sons', description: 'In any case' }) name?: string;
  @Flag({ optional: true }) active?: boolean;
  @Id({ optional: true, description: 'Those that offer the item' }) itemId?: string;
}
