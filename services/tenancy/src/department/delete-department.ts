import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import type { DeleteDepartment } from '#contracts/tenancy/delete-department';
import { DepartmentDeleted } from '#contracts/tenancy/department-events';
import type { Given } from '#libs/event-sourcing';
import type { DepartmentEvent, DepartmentState } from './department';

/** The number of employees who are in the department now. */
export interface DepartmentOccupancy {
  readonly employees: number;
}

export function deleteDepartment(
  { departmentId }: DeleteDepartment,
  { status }: DepartmentState,
  { facts: { employees } }: Given<DepartmentOccupancy>,
): DepartmentEvent[] {
  if (status !== 'active') throw new DomainError('NOT_FOUND', 'There is no such department');
  if (employees > 0) {
    throw new DomainError('CONFLICT', 'Employees are in this department: move them first', { employees });
  }
  return [event(DepartmentDeleted, { departmentId })];
}
