import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, List } from '../declare/fields';
import { MAX_DEFAULTS } from './grant-defaults-events';

/** Grants that are there stay as they are. */
@Command({
  subject: 'inventory.set-department-grants',
  permission: 'department.manage',
  route: 'PUT /departments/{departmentId}/grants',
  status: 200,
  ifMatch: true,
  summary: 'Set the products that members of a department are to have',
  answers: Created,
})
export class SetDepartmentGrants {
  @Id() departmentId!: string;
  @List(Id(), { max: MAX_DEFAULTS, description: 'Products' }) products!: readonly string[];
}
