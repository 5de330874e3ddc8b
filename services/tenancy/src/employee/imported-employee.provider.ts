import { BY_HAND } from '#contracts/tenancy/employee-events';
import type { ImportEmployee } from '#contracts/tenancy/import-employee';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { FactsGiven } from '#libs/runtime';
import type { TenancyParts } from '../tenancy.provider';
import type { Employee } from './employee';
import { employeeFacts } from './employee-facts.provider';
import { employeeWith, identityOf, type NewEmployeeFacts } from './new-employee-facts.provider';

export interface ImportedEmployeeFacts extends NewEmployeeFacts {
  readonly employeeId: string;
}

/** The employee with the row's source and external id, or a new one. An erased person's id is found here as well. */
export async function importedEmployee(
  { source = BY_HAND, externalId }: ImportEmployee,
  { context, parts }: { readonly context: CommandContext; readonly parts: TenancyParts },
): Promise<string> {
  const { tenantId, commandId } = context;
  const identity = await identityOf({ tenantId, source, externalId }, parts);
  return (await employeeWith(identity, tenantId, parts)) ?? newIdOf(commandId, 'employee');
}

/** @throws DomainError as `employeeFacts` */
export async function importedEmployeeFacts(
  command: ImportEmployee,
  given: FactsGiven<Employee, TenancyParts>,
): Promise<ImportedEmployeeFacts> {
  const { source = BY_HAND, externalId } = command;
  const { id: employeeId, state, context, parts } = given;
  const identity = await identityOf({ tenantId: context.tenantId, source, externalId }, parts);
  return { ...(await employeeFacts(command, given)), employeeId, identity, isErased: state.status === 'erased' };
}
