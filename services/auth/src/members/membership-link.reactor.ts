import { LinkMembership } from '#contracts/auth/link-membership';
import { MembershipGranted } from '#contracts/auth/membership-events';
import { on } from '#contracts/declare/on';
import { reactor } from '#libs/event-sourcing';

/** Finds or creates the account of every granted membership, apart from the grant: its answer must not show which. */
export const membershipLinkReactor = reactor({
  name: 'membership-link',
  service: 'auth',
  // A membership without an account is of no use, however long ago it was granted.
  from: 'start',
  on: [
    on(MembershipGranted, ({ data: { membershipId } }) => [{ contract: LinkMembership, payload: { membershipId } }]),
  ],
});
