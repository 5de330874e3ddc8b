import { event } from '#contracts/declare/event';
import { MembershipRemoved } from '#contracts/auth/membership-events';
import type { Given } from '#libs/event-sourcing';
import type { Members, MembershipEvent } from '../members/members';

/** Ends the memberships that nobody accepted in time. A deactivated one has no invitation to accept. */
export function expireInvitations(
  _command: object,
  state: Members,
  { tenantId: organizationId, now }: Given,
): MembershipEvent[] {
  return [...state]
    .filter(([, { status, invitation }]) => status === 'pending' && invitation !== null && invitation.expiresAt <= now)
    .map(([membershipId]) => event(MembershipRemoved, { membershipId, organizationId, reason: 'expired' }));
}
