import { EraseAccount } from '#contracts/auth/erase-account';
import { MembershipErased } from '#contracts/auth/membership-events';
import { on } from '#contracts/declare/on';
import { reactor } from '#libs/event-sourcing';

/** The login goes with its last membership. */
export const eraseAccountReactor = reactor({
  name: 'erase-account',
  service: 'auth',
  // An erasure that was cut off is completed, however long ago it was asked for.
  from: 'start',
  on: [on(MembershipErased, ({ data: { membershipId } }) => [{ contract: EraseAccount, payload: { membershipId } }])],
});
