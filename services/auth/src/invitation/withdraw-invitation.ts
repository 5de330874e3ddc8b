import { DomainError, refuse } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import { MembershipRemoved } from '#contracts/auth/membership-events';
import type { WithdrawInvitation } from '#contracts/auth/withdraw-invitation';
import type { Given } from '#libs/event-sourcing';
import { presentMember, type Members, type MembershipEvent } from '../members/members';
import { refuseHolderOfMore } from '../members/roles';

/** Ends a membership that was not accepted. */
export function withdrawInvitation(
  { invitedUserId: userId }: WithdrawInvitation,
  state: Members,
  given: Given,
): MembershipEvent[] {
  const member = presentMember(state, userId);
  if (!member) throw new DomainError('NOT_FOUND', 'There is no such user');
  if (member.acceptedBy !== null) refuse('CONFLICT', {}, 'The user has accepted already: remove them instead');
  refuseHolderOfMore(given, state, member.roles);
  return [event(MembershipRemoved, { membershipId: userId, organizationId: given.tenantId, reason: 'withdrawn' })];
}
