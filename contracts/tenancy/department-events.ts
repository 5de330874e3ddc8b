import { Event } from '../declare/event';
import { Id, Text } from '../declare/fields';

@Event<DepartmentCreated>({
  category: 'tenancy.department',
  version: 1,
  entity: { type: 'department', id: 'departmentId', label: 'name' },
  implies: { status: 'active' },
  action: 'department.created',
  summary: 'A department was created',
})
export class DepartmentCreated {
  static readonly type = 'DepartmentCreated';
  @Id() departmentId!: string;
  @Text({ max: 200 }) name!: string;
}

@Event<DepartmentChanged>({
  category: 'tenancy.department',
  version: 1,
  entity: { type: 'department', id: 'departmentId', label: 'name' },
  action: 'department.changed',
  summary: 'A department was changed',
})
export class DepartmentChanged {
  static readonly type = 'DepartmentChanged';
  @Id() departmentId!: string;
  @Text({ max: 200 }) name!: string;
}

@Event<DepartmentDeleted>({
  category: 'tenancy.department',
  version: 1,
  entity: { type: 'department', id: 'departmentId' },
  implies: { status: 'deleted' },
  action: 'department.deleted',
  summary: 'A department was deleted',
})
export class DepartmentDeleted {
  static readonly type = 'DepartmentDeleted';
  @Id() departmentId!: string;
}
