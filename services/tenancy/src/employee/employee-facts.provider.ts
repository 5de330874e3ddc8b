import { DomainError } from '#contracts/errors';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { localDate } from '#contracts/values/local-date';
import { streamParts } from '#libs/event-log';
import type { FactsGiven } from '#libs/runtime';
import { department, departmentNameOf } from '../department/department';
import { limitsInForce } from '../organization/limits-in-force';
import type { TenancyParts } from '../tenancy.provider';
import { employee } from './employee';

/** A reference of a command: absent when it says nothing, null when it says none. */
export type Referred = string | null | undefined;

/** The things that a command about an employee refers to, found in this organisation. */
export interface EmployeeFacts {
  readonly departmentId: Referred;
  readonly managerId: Referred;
  /** The most employees that the organisation may have. */
  readonly limit: number;
  /** The date in the organisation's time zone. */
  readonly today: string;
}

interface Referring {
  readonly employeeId?: string;
  readonly department?: string | null;
  readonly manager?: string | null;
}

/** @throws DomainError `NOT_FOUND` with the pointer of a reference to nothing in this organisation */
export async function employeeFacts(
  command: Referring,
  { context, lookup, parts }: Pick<FactsGiven<unknown, TenancyParts>, 'context' | 'lookup' | 'parts'>,
): Promise<EmployeeFacts> {
  const { tenantId, now } = context;
  const [departmentId, managerId, { state: organization }] = await Promise.all([
    departmentOf(command.department, { tenantId, lookup, parts }),
    managerOf(command.manager, { tenantId, lookup }),
    lookup.state(organizationFacts, tenantId, tenantId),
  ]);
  const limit = organization.status === 'absent' ? 0 : limitsInForce(organization, parts.config).employees;
  return { departmentId, managerId, limit, today: localDate(now, organization.timeZone) };
}

type Given = Pick<FactsGiven<unknown, TenancyParts>, 'lookup' | 'parts'> & { readonly tenantId: string };

/** A department is named by its id or by its name. */
async function departmentOf(said: Referred, { tenantId, lookup, parts }: Given): Promise<Referred> {
  if (said === undefined || said === null) return said;
  const id = UUID.test(said) ? said.toLowerCase() : await namedDepartment(said, { tenantId, parts });
  const found = id === undefined ? undefined : await lookup.state(department, tenantId, id);
  if (found?.state.status !== 'active') throw missing('/department', 'There is no such department');
  return id;
}

async function namedDepartment(name: string, { tenantId, parts }: Pick<Given, 'tenantId' | 'parts'>) {
  const stream = await parts.reservations.holderOf({ ...departmentNameOf(name), scope: 'tenant' }, tenantId);
  return stream && streamParts(stream)?.id;
}

async function managerOf(said: Referred, { tenantId, lookup }: Pick<Given, 'tenantId' | 'lookup'>): Promise<Referred> {
  if (said === undefined || said === null) return said;
  const { state } = await lookup.state(employee, tenantId, said);
  if (state.status !== 'known') throw missing('/manager', 'There is no such employee');
  return said;
}

function missing(pointer: string, message: string): DomainError {
  return new DomainError('NOT_FOUND', message, {}, [{ pointer, code: 'NOT_FOUND', message }]);
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
