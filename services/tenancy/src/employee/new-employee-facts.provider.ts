import { createHmac } from 'node:crypto';
import type { CreateEmployee } from '#contracts/tenancy/create-employee';
import { BY_HAND } from '#contracts/tenancy/employee-events';
import { streamParts } from '#libs/event-log';
import type { CommandContext } from '#libs/identity';
import type { FactsGiven } from '#libs/runtime';
import type { TenancyParts } from '../tenancy.provider';
import { employee, employeeIdentity } from './employee';
import { employeeFacts, type EmployeeFacts } from './employee-facts.provider';

export interface NewEmployeeFacts extends EmployeeFacts {
  /** Null without an external id. */
  readonly identity: string | null;
  /** The person with this identity was erased. */
  readonly isErased: boolean;
}

/** @throws DomainError as `employeeFacts` */
export async function newEmployeeFacts(
  command: CreateEmployee,
  { context, lookup, parts }: Pick<FactsGiven<unknown, TenancyParts>, 'context' | 'lookup' | 'parts'>,
): Promise<NewEmployeeFacts> {
  const facts = await employeeFacts(command, { context, lookup, parts });
  const { source = BY_HAND, externalId } = command;
  if (externalId === undefined) return { ...facts, identity: null, isErased: false };
  const { tenantId } = context;
  const identity = await identityOf({ tenantId, source, externalId }, parts);
  const holder = await employeeWith(identity, tenantId, parts);
  const known = holder === undefined ? undefined : await lookup.state(employee, tenantId, holder);
  return { ...facts, identity, isErased: known?.state.status === 'erased' };
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

/** The id of the employee with an identity, erased or not. */
export async function employeeWith(
  identity: string,
  tenantId: string,
  { reservations }: Pick<TenancyParts, 'reservations'>,
): Promise<string | undefined> {
  const stream = await reservations.holderOf(employeeIdentity(identity), tenantId);
  return stream && streamParts(stream)?.id;
}
