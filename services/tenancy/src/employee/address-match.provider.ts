import { memberAddresses } from '#contracts/auth/member-addresses';
import { DomainError } from '#contracts/errors';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { localDate } from '#contracts/values/local-date';
import { foldedText } from '#contracts/values/text-folding';
import { newIdOf } from '#libs/event-sourcing';
import type { LinkedUser, LinkUserByAddress } from '#contracts/tenancy/link-user-by-address';
import type { CommandContext } from '#libs/identity';
import type { FactsGiven, Outcome } from '#libs/runtime';
import type { TenancyParts } from '../tenancy.provider';
import { employee, employeeUser } from './employee';
import type { Employee } from './employee-state';
import { EmployeeRow } from './employee.entity';
import { employeeProjection } from './employee.projection';
import { linkByAddress, type AddressMatch } from './link-by-address';

/** How long it waits for the employees that were recorded before it. */
const UP_TO_DATE_MS = 2_000;

type Given = Pick<FactsGiven<Employee, TenancyParts>, 'context' | 'lookup' | 'parts' | 'state'>;

/** @throws DomainError `SERVICE_UNAVAILABLE` while the rows are behind */
export async function addressMatch(_command: object, { state, context, lookup, parts }: Given): Promise<AddressMatch> {
  const { tenantId, now } = context;
  const { state: organization } = await lookup.state(organizationFacts, tenantId, tenantId);
  const today = localDate(now, organization.timeZone);
  const { email } = state.details;
  if (email === null) return { userId: null, today };
  const { state: members } = await lookup.state(memberAddresses, tenantId, tenantId);
  const found = [...members].filter(([, member]) => member.email !== null && isSame(member.email, email));
  const [userId, member] = found[0] ?? [null, undefined];
  const isOne = found.length === 1 && member?.isProven && member.isActive;
  if (userId === null || !isOne || (await isTaken(userId, tenantId, parts))) return { userId: null, today };
  const employees = await employeesWith(email, tenantId, parts);
  return { userId: employees.length > 1 ? null : userId, today };
}

/** @throws DomainError `SERVICE_UNAVAILABLE` while the rows are behind */
export async function linkUserByAddress(
  { userId }: LinkUserByAddress,
  context: CommandContext,
  parts: TenancyParts,
): Promise<Outcome<LinkedUser>> {
  const { tenantId, commandId } = context;
  const { state: members } = await parts.commands.state(memberAddresses, tenantId, tenantId);
  const email = members.get(userId)?.email ?? null;
  const [row, ...others] = email === null ? [] : await employeesWith(email, tenantId, parts);
  if (!row || others.length > 0) return { answer: { employeeId: null } };
  const { employeeId } = row;
  const { result, position } = await parts.commands.handle({
    aggregate: employee,
    id: employeeId,
    command: { employeeId },
    context: { ...context, commandId: newIdOf(commandId, 'link') },
    facts: (command, by, lookup, state) => addressMatch(command, { state, context: by, lookup, parts }),
    decide: linkByAddress,
    answer: (_, { events }) => events.length > 0,
  });
  return { answer: { employeeId: result ? employeeId : null }, ...(position !== undefined && { position }) };
}

async function isTaken(userId: string, tenantId: string, { reservations }: TenancyParts): Promise<boolean> {
  return (await reservations.holderOf(employeeUser(userId), tenantId)) !== undefined;
}

/** Present and former ones. */
async function employeesWith(email: string, tenantId: string, parts: TenancyParts): Promise<readonly EmployeeRow[]> {
  const { log, progress, tenantReader } = parts;
  if (!(await progress.waitFor([employeeProjection.name], await log.head(), UP_TO_DATE_MS))) {
    throw new DomainError('SERVICE_UNAVAILABLE', 'The employees cannot be read yet; try again in a moment');
  }
  const rows = await tenantReader.query(tenantId, (found) =>
    found
      .createQueryBuilder(EmployeeRow, 'employee')
      .where('employee.tenantId = :tenantId AND lower(employee.email) = lower(:email)', { tenantId, email })
      .getMany(),
  );
  return rows;
}

function isSame(one: string, other: string): boolean {
  return foldedText(one) === foldedText(other);
}
