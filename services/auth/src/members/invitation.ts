import { event } from '#contracts/declare/event';
import { InvitationSent } from '#contracts/auth/membership-events';
import type { Given } from '#libs/event-sourcing';
import { hoursLater, INVITATION_DAYS } from '../links/link';
import type { MembershipEvent } from './members';

/** A new invitation, which replaces an older one. */
export function invitationTo(
  membershipId: string,
  { tenantId: organizationId, now, newId }: Pick<Given, 'tenantId' | 'now' | 'newId'>,
): MembershipEvent {
  const expiresAt = hoursLater(now, 24 * INVITATION_DAYS);
  return event(InvitationSent, { membershipId, organizationId, invitationId: newId('invitation'), expiresAt });
}
