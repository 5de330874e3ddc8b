import type { ImportEmployee } from '#contracts/tenancy/import-employee';
import type { FactsGiven } from '#libs/runtime';
import type { TenancyParts } from '../tenancy.provider';
import type { Employee } from './employee-state';
import { employeeFacts } from './employee-facts.provider';
import { identityOf, type NewEmployeeFacts } from './new-employee-facts.provider';
import { BY_HAND } from '#contracts/tenancy/employee-events';

/** @throws DomainError as `employeeFacts` */
export async function importedEmployeeFacts(
  command: ImportEmployee,
  given: FactsGiven<Employee, TenancyParts>,
): Promise<NewEmployeeFacts> {
  const { source = BY_HAND, externalId } = command;
  const { id: employeeId, state, context, parts } = given;
  const identity = await identityOf({ tenantId: context.tenantId, source, externalId }, parts);
  return { ...(await employeeFacts(command, given)), employeeId, identity, isErased: state.status === 'erased' };
}
