import { EmailChanged, NameChanged } from '#contracts/auth/account-events';
import { ApplyDetails } from '#contracts/auth/apply-details';
import { MembershipAccepted } from '#contracts/auth/membership-events';
import { on } from '#contracts/declare/on';
import { reactor, type Wanted } from '#libs/event-sourcing';

const apply = (of: ApplyDetails['of'], id: string): readonly Wanted[] => [
  { contract: ApplyDetails, payload: { of, id } },
];

/** An organisation sees the present name and address of those who have accepted. */
export const memberDetailsReactor = reactor({
  name: 'member-details',
  service: 'auth',
  // A change that was missed still shows; bringing the present details twice changes nothing.
  from: 'start',
  on: [
    on(EmailChanged, ({ data }) => apply('account', data.accountId)),
    on(NameChanged, ({ data }) => apply('account', data.accountId)),
    on(MembershipAccepted, ({ data }) => apply('membership', data.membershipId)),
  ],
});
