import type { CreateUser } from '#contracts/auth/create-user';
import type { Given } from '#libs/event-sourcing';
import type { UserLimit } from '../organization/organization-limits';
import { grantMembership } from './grant-membership';
import type { Members, MembershipEvent } from './members';
import { namedRoles, refuseRolesBeyond } from './roles';

export interface NewUserFacts extends UserLimit {
  /** The row of the password, which is in no event. */
  readonly passwordId: string | null;
}

/** Nobody gives a role that they could not have; everything else is the grant's. */
export function createUser(
  { email, name, roles: references }: CreateUser,
  state: Members,
  given: Given<NewUserFacts>,
): MembershipEvent[] {
  const roles = namedRoles(state, references);
  refuseRolesBeyond(given, state, roles);
  const { passwordId } = given.facts;
  return grantMembership({ membershipId: given.newId('membership'), email, name, roles, passwordId }, state, given);
}
