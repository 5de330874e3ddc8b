import { Event } from '../declare/event';
import { Id, List } from '../declare/fields';

/** The most products that a department gives by default. */
export const MAX_DEFAULTS = 100;

/** The whole set, in ascending order: the products that members of a department are to have. */
@Event<DepartmentGrantsSet>({
  category: 'inventory.department_grants',
  version: 1,
  entity: { type: 'department_grants', id: 'departmentId' },
  action: 'department.grants_set',
  summary: 'The products that a department gives by default were set',
})
export class DepartmentGrantsSet {
  static readonly type = 'DepartmentGrantsSet';
  @Id() departmentId!: string;
  @List(Id(), { max: MAX_DEFAULTS }) products!: readonly string[];
}
