import { event } from '#contracts/declare/event';
import { refuse } from '#contracts/errors';
import { MembershipAccepted, type Acceptance } from '#contracts/auth/membership-events';
import type { Given } from '#libs/event-sourcing';
import { presentMember, type Members, type MembershipEvent } from './members';

export interface AcceptedMembership {
  readonly membershipId: string;
  readonly by: Acceptance;
}

/**
 * Accepts a pending membership. One that was accepted by the organisation's password alone is accepted anew when the
 * person comes by means of their own.
 */
export function acceptMembership(
  { membershipId, by }: AcceptedMembership,
  state: Members,
  { tenantId: organizationId }: Given,
): MembershipEvent[] {
  const member = presentMember(state, membershipId);
  if (!member || member.status === 'inactive') return refuse('SESSION_ENDED');
  const isFirst = member.status === 'pending';
  const isOwn = member.acceptedBy === 'password' && by !== 'password';
  return isFirst || isOwn ? [event(MembershipAccepted, { membershipId, organizationId, by })] : [];
}
