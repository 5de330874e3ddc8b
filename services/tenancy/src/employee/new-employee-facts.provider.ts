import { createHmac } from 'node:crypto';
import type { CreateEmployee } from '#contracts/tenancy/create-employee';
import { BY_HAND } from '#contracts/tenancy/employee-events';
import { streamParts } from '#libs/event-log';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { FactsGiven } from '#libs/runtime';
import type { TenancyParts } from '../tenancy.provider';
import { employeeIdentity } from './employee';
import type { Employee } from './employee-state';
import { employeeFacts, type EmployeeFacts } from './employee-facts.provider';

export interface NewEmployeeFacts extends EmployeeFacts {
  readonly employeeId: string;
  /** Null without an external id. */
  readonly identity: string | null;
  /** The person with this identity was erased. */
  readonly isErased: boolean;
}

/** @throws DomainError as `employeeFacts` */
export async function newEmployeeFacts(
  command: CreateEmployee,
  { id: employeeId, state, context, lookup, parts }: FactsGiven<Employee, TenancyParts>,
): Promise<NewEmployeeFacts> {
  const facts = await employeeFacts(command, { context, lookup, parts });
  const { source = BY_HAND, externalId } = command;
  if (externalId === undefined) return { ...facts, employeeId, identity: null, isErased: false };
  const identity = await identityOf({ tenantId: context.tenantId, source, externalId }, parts);
  return { ...facts, employeeId, identity, isErased: state.status === 'erased' };
}

export interface IdentityGiven {
  readonly context: CommandContext;
  readonly parts: TenancyParts;
}

/** The stream of a new employee. With an external id it is the person's: a source may have told of them before. */
export async function newEmployee(
  { source = BY_HAND, externalId }: Pick<CreateEmployee, 'source' | 'externalId'>,
  { context: { tenantId, commandId }, parts }: IdentityGiven,
): Promise<string> {
  if (externalId === undefined) return newIdOf(commandId, 'employee');
  return employeeOf(await identityOf({ tenantId, source, externalId }, parts), tenantId, parts);
}

/** A holder of this key could prove a guess about an erased person. */
const KEY = 'tenancy.employee-identity';

/** A person known to HR, by the id in the system that they come from: 43 characters, another in each organisation. */
export async function identityOf(
  of: Pick<CommandContext, 'tenantId'> & { readonly source: string; readonly externalId: string },
  { platformKeys }: Pick<TenancyParts, 'platformKeys'>,
): Promise<string> {
  return createHmac('sha256', await platformKeys.key(KEY))
    .update(`employee-identity/v1\n${of.tenantId}\n${of.source}\n${of.externalId}`, 'utf8')
    .digest('base64url');
}

/** The id of the person with an identity: the employee's, erased or not, or that of one who is not known yet. */
export async function employeeOf(identity: string, tenantId: string, parts: TenancyParts): Promise<string> {
  return (await employeeWith(identity, tenantId, parts)) ?? newIdOf(tenantId, `employee ${identity}`);
}

async function employeeWith(
  identity: string,
  tenantId: string,
  { reservations }: Pick<TenancyParts, 'reservations'>,
): Promise<string | undefined> {
  const stream = await reservations.holderOf(employeeIdentity(identity), tenantId);
  return stream && streamParts(stream)?.id;
}
