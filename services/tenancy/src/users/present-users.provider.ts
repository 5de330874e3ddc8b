import { membershipFacts } from '#contracts/auth/membership-facts';
import type { FactsGiven } from '#libs/runtime';
import type { UserFacts } from './user-references';

/** The users of the caller's organisation. */
export async function presentUsers(
  _command: object,
  { context: { tenantId }, lookup }: Pick<FactsGiven<unknown>, 'context' | 'lookup'>,
): Promise<UserFacts> {
  const { state } = await lookup.state(membershipFacts, tenantId, tenantId);
  return { users: new Set(state.keys()) };
}
