import { event } from '#contracts/declare/event';
import { MembershipEnded, type MembershipEnd } from '#contracts/auth/membership-events';
import type { Given } from '#libs/event-sourcing';
import { presentMember, type Members, type MembershipEvent } from '../members/members';

export interface EndMembership {
  readonly userId: string;
  readonly employeeId: string;
  /** ISO 8601 UTC. */
  readonly endedAt: string;
  readonly reason: MembershipEnd;
}

/**
 * Ends the access of a leaver, once. Also the last administrator's: a leave is a fact, whoever is left. A revocation is
 * recorded of an inactive user as well: from then on a person may give the access back.
 */
export function endMembership(
  { userId: membershipId, employeeId, endedAt, reason }: EndMembership,
  state: Members,
  { tenantId: organizationId }: Given,
): MembershipEvent[] {
  const member = presentMember(state, membershipId);
  if (!member) return [];
  const isKnown = reason === 'leave' ? member.status === 'inactive' : (member.revokedAt ?? '') >= endedAt;
  if (isKnown) return [];
  return [event(MembershipEnded, { membershipId, organizationId, employeeId, endedAt, reason })];
}
