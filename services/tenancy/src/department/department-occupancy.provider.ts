import type { DeleteDepartment } from '#contracts/tenancy/delete-department';
import type { FactsGiven } from '#libs/runtime';
import type { TenancyParts } from '../tenancy.provider';
import type { DepartmentOccupancy } from './delete-department';
import type { DepartmentState } from './department';

/** This release has no employees: no department has any. */
export function departmentOccupancy(
  _command: DeleteDepartment,
  _given: FactsGiven<DepartmentState, TenancyParts>,
): Promise<DepartmentOccupancy> {
  return Promise.resolve({ employees: 0 });
}
