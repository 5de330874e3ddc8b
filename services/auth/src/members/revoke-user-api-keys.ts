import { MembershipKeysRevoked } from '#contracts/auth/membership-events';
import type { RevokeUserApiKeys } from '#contracts/auth/revoke-user-api-keys';
import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import type { Given } from '#libs/event-sourcing';
import { presentMember, type Members, type MembershipEvent } from './members';
import { refuseHolderOfMore } from './roles';

/** Each time: keys that nobody knows of end as well. */
export function revokeUserApiKeys(
  { userId: membershipId }: RevokeUserApiKeys,
  state: Members,
  given: Given,
): MembershipEvent[] {
  const member = presentMember(state, membershipId);
  if (!member) throw new DomainError('NOT_FOUND', 'There is no such user');
  refuseHolderOfMore(given, state, member.roles);
  return [event(MembershipKeysRevoked, { membershipId, organizationId: given.tenantId })];
}
