import type { GrantProduct } from '#contracts/inventory/grant-product';
import { membershipFacts } from '#contracts/auth/membership-facts';
import { departmentFacts } from '#contracts/tenancy/department-facts';
import { employmentFacts } from '#contracts/tenancy/employment-facts';
import type { FactsGiven } from '#libs/runtime';
import { departmentGrants } from '../defaults/department-grants';
import { leavesOf, type Leave } from './holder-leave';
import { localFacts } from '../service/catalogue-lookups.provider';
import type { GrantFacts } from './grant-product';

type Given = Pick<FactsGiven<unknown>, 'context' | 'lookup'>;

export async function grantFacts(command: GrantProduct, given: Given): Promise<GrantFacts> {
  const { timeZone, today } = await localFacts(given);
  const [holder, leaves, defaults] = await Promise.all([
    holderOf(command, firstDayFrom(today, command), given),
    leavesOfHolder(command, timeZone, given),
    defaultsOf(command, given),
  ]);
  return { timeZone, today, holder, leaves, defaults };
}

/** The first day, not before today, on which the person would have the product; undefined: it is over. */
function firstDayFrom(today: string, { startsOn = today, endsOn }: GrantProduct): string | undefined {
  if (endsOn !== undefined && endsOn < today) return undefined;
  return startsOn > today ? startsOn : today;
}

async function holderOf(
  { employeeId, userId }: GrantProduct,
  day: string | undefined,
  { context: { tenantId }, lookup }: Given,
): Promise<GrantFacts['holder']> {
  if (employeeId !== undefined) {
    const { state } = await lookup.state(employmentFacts, tenantId, employeeId);
    if (state.status !== 'known') return 'unknown';
    const lastDay = state.spells.at(-1)?.lastDay ?? null;
    return day !== undefined && lastDay !== null && lastDay < day ? 'left' : 'present';
  }
  const { state: users } = await lookup.state(membershipFacts, tenantId, tenantId);
  return userId !== undefined && users.has(userId) ? 'present' : 'unknown';
}

/** Those of a user who is an employee come after the grant: `apply-holder-leave.ts`. */
async function leavesOfHolder(
  { employeeId }: GrantProduct,
  timeZone: string,
  { context: { tenantId }, lookup }: Given,
): Promise<readonly Leave[]> {
  if (employeeId === undefined) return [];
  const { state } = await lookup.state(employmentFacts, tenantId, employeeId);
  return leavesOf(state, timeZone);
}

async function defaultsOf(
  { departmentId }: GrantProduct,
  { context: { tenantId }, lookup }: Given,
): Promise<readonly string[] | undefined> {
  if (departmentId === undefined) return [];
  const [{ state: department }, { state: grants }] = await Promise.all([
    lookup.state(departmentFacts, tenantId, departmentId),
    lookup.state(departmentGrants, tenantId, departmentId),
  ]);
  return department.status === 'active' ? grants.products : undefined;
}
