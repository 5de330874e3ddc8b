import { event } from '#contracts/declare/event';
import type { CreateDepartment } from '#contracts/tenancy/create-department';
import { DepartmentCreated } from '#contracts/tenancy/department-events';
import type { Given } from '#libs/event-sourcing';
import type { DepartmentEvent, DepartmentState } from './department';

export function createDepartment(
  { name }: CreateDepartment,
  { status }: DepartmentState,
  given: Given,
): DepartmentEvent[] {
  if (status !== 'absent') return [];
  return [event(DepartmentCreated, { departmentId: given.newId('department'), name })];
}
