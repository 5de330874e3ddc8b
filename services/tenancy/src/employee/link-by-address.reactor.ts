import { MembershipAccepted } from '#contracts/auth/membership-events';
import { on } from '#contracts/declare/on';
import { SpellStarted } from '#contracts/tenancy/employee-events';
import { LinkEmployeeByAddress } from '#contracts/tenancy/link-employee-by-address';
import { LinkUserByAddress } from '#contracts/tenancy/link-user-by-address';
import { reactor } from '#libs/event-sourcing';

/** Whoever comes second, the hire or the user, is linked to the first. */
export const linkByAddressReactor = reactor({
  name: 'link-by-address',
  service: 'tenancy',
  // People from before it existed are linked by hand: nobody expects them to be.
  from: 'introduced',
  on: [
    on(SpellStarted, ({ data: { employeeId } }) => [{ contract: LinkEmployeeByAddress, payload: { employeeId } }]),
    on(MembershipAccepted, ({ data: { membershipId, by } }) =>
      by === 'invitation' || by === 'sign_in'
        ? [{ contract: LinkUserByAddress, payload: { userId: membershipId } }]
        : [],
    ),
  ],
});
