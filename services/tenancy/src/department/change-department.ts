import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import type { ChangeDepartment } from '#contracts/tenancy/change-department';
import { DepartmentChanged } from '#contracts/tenancy/department-events';
import type { DepartmentEvent, DepartmentState } from './department';

export function changeDepartment(
  { departmentId, name }: ChangeDepartment,
  department: DepartmentState,
): DepartmentEvent[] {
  if (department.status !== 'active') throw new DomainError('NOT_FOUND', 'There is no such department');
  if (name === undefined || name === department.name) return [];
  return [event(DepartmentChanged, { departmentId, name })];
}
