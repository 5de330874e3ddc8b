import { Query } from '../declare/contract';
import { Id, Instant, List } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { MAX_DEFAULTS } from './grant-defaults-events';

export class DepartmentGrants {
  @Id({ description: 'The department' }) id!: string;
  @Id() departmentId!: string;
  @List(Id(), { max: MAX_DEFAULTS, description: 'Products' }) products!: readonly string[];
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'inventory.list-department-grants',
  permission: 'department.read',
  route: 'GET /department-grants',
  summary: 'List the products that departments give by default',
  answers: DepartmentGrants,
  list: { sort: ['updatedAt'] },
})
export class ListDepartmentGrants extends ListRequest {}
