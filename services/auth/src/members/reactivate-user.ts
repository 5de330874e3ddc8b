import { DomainError, refuse } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import { MembershipReactivated } from '#contracts/auth/membership-events';
import type { ReactivateUser } from '#contracts/auth/reactivate-user';
import type { Given } from '#libs/event-sourcing';
import type { UserLimit } from '../organization/organization-limits';
import { refuseFull } from './grant-membership';
import { invitationTo } from './invitation';
import { presentMember, restored, type Members, type MembershipEvent } from './members';
import { refuseRolesBeyond } from './roles';

export interface ReactivationFacts extends UserLimit {
  /** The employment of the user is over. */
  readonly hasLeft: boolean;
}

/** Restores the former roles, or the invitation to them. The actor must be able to grant them. */
export function reactivateUser(
  { userId: membershipId }: ReactivateUser,
  state: Members,
  given: Given<ReactivationFacts>,
): MembershipEvent[] {
  const member = presentMember(state, membershipId);
  if (!member) throw new DomainError('NOT_FOUND', 'There is no such user');
  if (member.status !== 'inactive') refuse('CONFLICT', {}, 'The user is not inactive');
  if (given.facts.hasLeft) refuse('CONFLICT', {}, 'The employee has left; a rehire, or a removed link, comes first');
  refuseRolesBeyond(given, state, member.roles);
  refuseFull(state, given.facts.limit);
  const status = restored(member);
  return [
    event(MembershipReactivated, { membershipId, organizationId: given.tenantId, status }),
    ...(status === 'pending' ? [invitationTo(membershipId, given)] : []),
  ];
}
