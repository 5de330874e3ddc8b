import { event } from '#contracts/declare/event';
import { refuse } from '#contracts/errors';
import { MembershipPasswordSet } from '#contracts/auth/membership-events';
import type { Given } from '#libs/event-sourcing';
import { presentMember, type Members, type MembershipEvent } from '../members/members';

export interface ReplacedMembershipPassword {
  readonly membershipId: string;
  readonly passwordId: string;
  /** The row that the present password was found right against. */
  readonly current: string | null;
}

/** The person replaces a password that the organisation set; it goes on counting there alone. */
export function setMembershipPassword(
  { membershipId, passwordId, current }: ReplacedMembershipPassword,
  state: Members,
  { tenantId: organizationId }: Given,
): MembershipEvent[] {
  const member = presentMember(state, membershipId);
  if (!member || member.passwordId === null || member.passwordId !== current) return refuse('INVALID_CREDENTIALS');
  return [event(MembershipPasswordSet, { membershipId, organizationId, passwordId })];
}
