import type { DeleteDepartment } from '#contracts/tenancy/delete-department';
import { upToDate, type FactsGiven } from '#libs/runtime';
import { EmployeeRow } from '../employee/employee.entity';
import { employeeProjection } from '../employee/employee.projection';
import type { TenancyParts } from '../tenancy.provider';
import type { DepartmentOccupancy } from './delete-department';
import type { DepartmentState } from './department';

/**
 * Counts the people of the department whose employment is not over. Somebody who is moved into it at the same instant
 * is in no department afterwards.
 * @throws DomainError `SERVICE_UNAVAILABLE` while the rows are behind
 */
export async function departmentOccupancy(
  { departmentId }: DeleteDepartment,
  { context: { tenantId }, parts }: Pick<FactsGiven<DepartmentState, TenancyParts>, 'context' | 'parts'>,
): Promise<DepartmentOccupancy> {
  await upToDate([employeeProjection], 'Employees', parts);
  const employees = await parts.tenantReader.query(tenantId, (rows) =>
    rows
      .createQueryBuilder(EmployeeRow, 'employee')
      .where('employee.tenantId = :tenantId AND employee.departmentId = :departmentId', { tenantId, departmentId })
      .andWhere('(employee.lastDay IS NULL OR employee.lastDay >= CURRENT_DATE)')
      .getCount(),
  );
  return { employees };
}
