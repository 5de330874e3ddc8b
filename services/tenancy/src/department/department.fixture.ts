import { event } from '#contracts/declare/event';
import { DepartmentChanged, DepartmentCreated, DepartmentDeleted } from '#contracts/tenancy/department-events';
import { GIVEN } from '#libs/testing/given-when-then';
import type { DepartmentEvent } from './department';

export const DEPARTMENT = GIVEN.newId('department');

/** Events of a department, for the histories and expectations of specs. */
export const departmentCreated = (name = 'Packing'): DepartmentEvent =>
  event(DepartmentCreated, { departmentId: DEPARTMENT, name });
export const departmentChanged = (name: string): DepartmentEvent =>
  event(DepartmentChanged, { departmentId: DEPARTMENT, name });
export const departmentDeleted = (): DepartmentEvent => event(DepartmentDeleted, { departmentId: DEPARTMENT });
