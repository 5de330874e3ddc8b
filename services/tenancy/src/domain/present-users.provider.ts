import { MembershipGranted } from '#contracts/auth/membership-events';
import { evolve, foreign } from '#contracts/declare/fold';
import type { FactsGiven } from '#libs/runtime';
import type { UserFacts } from './user-references';

/** Auth keeps the members of an organisation in one stream of its tenant, named by its id. */
const organizationUsers = foreign('auth.members', (): readonly string[] => [], [
  evolve(MembershipGranted, (users, { data: { accountId } }) => [...users, accountId]),
]);

/** The users of the caller's organisation: pending, active and deactivated ones. */
export async function presentUsers(
  _command: object,
  { context: { tenantId }, lookup }: Pick<FactsGiven<unknown>, 'context' | 'lookup'>,
): Promise<UserFacts> {
  const { state } = await lookup.state(organizationUsers, tenantId, tenantId);
  return { users: new Set(state) };
}
