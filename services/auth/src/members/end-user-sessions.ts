import type { EndUserSessions } from '#contracts/auth/end-user-sessions';
import { MembershipSessionsEnded } from '#contracts/auth/membership-events';
import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import type { Given } from '#libs/event-sourcing';
import { presentMember, type Members, type MembershipEvent } from './members';
import { refuseHolderOfMore } from './roles';

/** Each time: sessions that nobody knows of end as well. */
export function endUserSessions(
  { userId: membershipId }: EndUserSessions,
  state: Members,
  given: Given,
): MembershipEvent[] {
  const member = presentMember(state, membershipId);
  if (!member) throw new DomainError('NOT_FOUND', 'There is no such user');
  refuseHolderOfMore(given, state, member.roles);
  return [event(MembershipSessionsEnded, { membershipId, organizationId: given.tenantId })];
}
