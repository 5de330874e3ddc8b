import { DomainError, refuse } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import type { Leave } from '#contracts/auth/leave';
import { MembershipRemoved, type Removal } from '#contracts/auth/membership-events';
import type { RemoveUser } from '#contracts/auth/remove-user';
import type { Given } from '#libs/event-sourcing';
import { isLastAdmin, presentMember, type Members, type MembershipEvent } from './members';
import { refuseHolderOfMore } from './roles';

/** Ends a membership for good, at once, in whatever status. */
export function removeUser({ userId }: RemoveUser, state: Members, given: Given): MembershipEvent[] {
  const member = presentMember(state, userId);
  if (!member) throw new DomainError('NOT_FOUND', 'There is no such user');
  refuseHolderOfMore(given, state, member.roles);
  return removed(userId, 'removed', state, given);
}

/** The person's own end of it: nobody has to allow it, and the last administrator stays. */
export function leaveOrganization(_: Leave, state: Members, given: Given): MembershipEvent[] {
  const membershipId = given.actor.id;
  if (!presentMember(state, membershipId)) {
    throw new DomainError('NOT_FOUND', 'This session is not in an organisation that you are a member of');
  }
  return removed(membershipId, 'left', state, given);
}

function removed(
  membershipId: string,
  reason: Removal,
  state: Members,
  { tenantId: organizationId }: Given,
): MembershipEvent[] {
  if (isLastAdmin(state, membershipId)) refuse('LAST_ADMIN');
  return [event(MembershipRemoved, { membershipId, organizationId, reason })];
}
