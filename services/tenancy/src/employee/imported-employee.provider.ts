import { BY_HAND } from '#contracts/tenancy/employee-events';
import type { ImportEmployee } from '#contracts/tenancy/import-employee';
import { newIdOf } from '#libs/event-sourcing';
import { streamParts } from '#libs/event-log';
import type { CommandContext } from '#libs/identity';
import type { FactsGiven } from '#libs/runtime';
import type { TenancyParts } from '../tenancy.provider';
import { externalIdOf } from './employee';
import { employeeFacts, type EmployeeFacts } from './employee-facts.provider';

export interface ImportedEmployeeFacts extends EmployeeFacts {
  readonly employeeId: string;
}

/** The employee with the row's source and external id, or a new one. An erased person's id is found here as well. */
export async function importedEmployee(
  { source = BY_HAND, externalId }: ImportEmployee,
  { context, parts }: { readonly context: CommandContext; readonly parts: TenancyParts },
): Promise<string> {
  const stream = await parts.reservations.holderOf(externalIdOf(source, externalId), context.tenantId);
  return (stream && streamParts(stream)?.id) ?? newIdOf(context.commandId, 'employee');
}

/** @throws DomainError as `employeeFacts` */
export async function importedEmployeeFacts(
  command: ImportEmployee,
  given: FactsGiven<unknown, TenancyParts>,
): Promise<ImportedEmployeeFacts> {
  return { ...(await employeeFacts(command, given)), employeeId: given.id };
}
