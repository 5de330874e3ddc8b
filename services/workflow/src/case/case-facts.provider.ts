import { membershipFacts } from '#contracts/auth/membership-facts';
import { employmentFacts } from '#contracts/tenancy/employment-facts';
import type { OpenCase } from '#contracts/workflow/open-case';
import type { FactsGiven } from '#libs/runtime';
import type { CaseFacts } from './case-rules';
import type { NewCaseFacts } from './open-case';
import { followedPerson, plannedFromPresent, planFacts } from './plan-facts.provider';
import type { WorkCase } from './work-case';

/** The person whom the case is about, and the users. */
export async function caseFacts(
  _command: object,
  { context: { tenantId }, lookup, state: { employeeId } }: Pick<FactsGiven<WorkCase>, 'context' | 'lookup' | 'state'>,
): Promise<CaseFacts> {
  const [{ state: users }, personId] = await Promise.all([
    lookup.state(membershipFacts, tenantId, tenantId),
    personOf(employeeId, tenantId, lookup),
  ]);
  return { users, personId };
}

async function personOf(employeeId: string | null, tenantId: string, lookup: FactsGiven<WorkCase>['lookup']) {
  if (employeeId === null) return null;
  const { state } = await lookup.state(employmentFacts, tenantId, employeeId);
  return state.userId;
}

/** @throws DomainError `SERVICE_UNAVAILABLE` while the rows are behind */
export async function newCaseFacts(command: OpenCase, given: FactsGiven<WorkCase>): Promise<NewCaseFacts> {
  await plannedFromPresent(given.parts);
  const person = await followedPerson(command.employeeId, given);
  const facts = await planFacts({ ...command, spell: null }, person, given);
  return { ...facts, isEmployee: person.employment.status === 'known' };
}
