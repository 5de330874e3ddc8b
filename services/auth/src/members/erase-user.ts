import { DomainError, refuse } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import type { EraseUser } from '#contracts/auth/erase-user';
import { MembershipErased } from '#contracts/auth/membership-events';
import type { Given, Thing } from '#libs/event-sourcing';
import { isLastAdmin, type Members, type MembershipEvent } from './members';
import { refuseHolderOfMore } from './roles';

/** Ends a membership for good, if it has not ended before, and erases what the organisation knows of the person. */
export function eraseUser({ userId: membershipId }: EraseUser, state: Members, given: Given): MembershipEvent[] {
  const member = state.get(membershipId);
  if (!member || member.isErased) throw new DomainError('NOT_FOUND', 'There is no such user');
  if (member.status !== 'removed') refuseHolderOfMore(given, state, member.roles);
  if (isLastAdmin(state, membershipId)) refuse('LAST_ADMIN');
  return [event(MembershipErased, { membershipId, organizationId: given.tenantId })];
}

/** A membership with its entity tag, a former one too. */
export function membershipIn(state: Members, membershipId: string): Thing | undefined {
  const member = state.get(membershipId);
  return member && { id: membershipId, revision: member.revision };
}
