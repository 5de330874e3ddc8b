import { DomainError, refuse } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import type { DeactivateUser } from '#contracts/auth/deactivate-user';
import { MembershipDeactivated } from '#contracts/auth/membership-events';
import type { Given } from '#libs/event-sourcing';
import { isLastAdmin, presentMember, type Members, type MembershipEvent } from './members';
import { refuseHolderOfMore } from './roles';

export function deactivateUser(
  { userId: membershipId }: DeactivateUser,
  state: Members,
  given: Given,
): MembershipEvent[] {
  const member = presentMember(state, membershipId);
  if (!member) throw new DomainError('NOT_FOUND', 'There is no such user');
  refuseHolderOfMore(given, state, member.roles);
  if (member.status === 'inactive') refuse('CONFLICT', {}, 'The user is inactive already');
  if (isLastAdmin(state, membershipId)) refuse('LAST_ADMIN');
  return [event(MembershipDeactivated, { membershipId, organizationId: given.tenantId })];
}
