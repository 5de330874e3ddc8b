import { DomainError, refuse } from '#contracts/errors';
import type { SendInvitation } from '#contracts/auth/send-invitation';
import type { Given } from '#libs/event-sourcing';
import { isMailedEnough, MAILS_AN_HOUR } from '../links/link';
import { invitationTo } from '../members/invitation';
import { presentMember, type Members, type MembershipEvent } from '../members/members';
import { refuseRolesBeyond } from '../members/roles';

/**
 * To those who have not come by means of their own yet, which includes the users of a password that the organisation
 * set. The actor must be able to grant the roles.
 */
export function sendInvitation(
  { invitedUserId: userId }: SendInvitation,
  state: Members,
  given: Given,
): MembershipEvent[] {
  const member = presentMember(state, userId);
  if (!member) throw new DomainError('NOT_FOUND', 'There is no such user');
  if (member.status === 'inactive') refuse('CONFLICT', {}, 'The user is deactivated');
  if (member.acceptedBy !== null && member.acceptedBy !== 'password') {
    refuse('CONFLICT', {}, 'The user has accepted already');
  }
  refuseRolesBeyond(given, state, member.roles);
  if (isMailedEnough(member.invitedAt, given.now)) {
    throw new DomainError('LIMIT_REACHED', 'The user was invited often enough within the last hour', {
      limit: MAILS_AN_HOUR,
    });
  }
  return [invitationTo(userId, given)];
}
