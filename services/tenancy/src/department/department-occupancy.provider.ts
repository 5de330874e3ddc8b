import { DomainError } from '#contracts/errors';
import type { DeleteDepartment } from '#contracts/tenancy/delete-department';
import type { FactsGiven } from '#libs/runtime';
import { EmployeeRow } from '../employee/employee.entity';
import { employeeProjection } from '../employee/employee.projection';
import type { TenancyParts } from '../tenancy.provider';
import type { DepartmentOccupancy } from './delete-department';
import type { DepartmentState } from './department';

/** How long a deletion waits for the employees that were recorded before it. */
const UP_TO_DATE_MS = 2_000;

/**
 * Counts the people of the department whose employment is not over. Somebody who is moved into it at the same instant
 * is in no department afterwards.
 * @throws DomainError `SERVICE_UNAVAILABLE` while the rows are behind
 */
export async function departmentOccupancy(
  { departmentId }: DeleteDepartment,
  { context: { tenantId }, parts }: Pick<FactsGiven<DepartmentState, TenancyParts>, 'context' | 'parts'>,
): Promise<DepartmentOccupancy> {
  const { log, progress, tenantReader } = parts;
  const isUpToDate = await progress.waitFor([employeeProjection.name], await log.head(), UP_TO_DATE_MS);
  if (!isUpToDate) throw new DomainError('SERVICE_UNAVAILABLE', 'Employees cannot be read yet; try again in a moment');
  const employees = await tenantReader.query(tenantId, (rows) =>
    rows
      .createQueryBuilder(EmployeeRow, 'employee')
      .where('employee.tenantId = :tenantId AND employee.departmentId = :departmentId', { tenantId, departmentId })
      .andWhere('(employee.lastDay IS NULL OR employee.lastDay >= CURRENT_DATE)')
      .getCount(),
  );
  return { employees };
}
