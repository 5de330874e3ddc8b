import { MembershipRemoved } from '#contracts/auth/membership-events';
import { on } from '#contracts/declare/on';
import { LeaveDomains } from '#contracts/tenancy/leave-domains';
import { reactor } from '#libs/event-sourcing';

/** A former user is a member of no domain. */
export const formerMembersReactor = reactor({
  name: 'former-members',
  service: 'tenancy',
  // Users who left before this reactor existed are taken out as well.
  from: 'start',
  on: [on(MembershipRemoved, ({ data: { membershipId } }) => [{ contract: LeaveDomains, payload: { membershipId } }])],
});
