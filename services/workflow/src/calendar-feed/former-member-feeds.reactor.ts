import {
  MembershipDeactivated,
  MembershipEnded,
  MembershipErased,
  MembershipRemoved,
} from '#contracts/auth/membership-events';
import { on } from '#contracts/declare/on';
import { EndCalendarFeeds } from '#contracts/workflow/end-calendar-feeds';
import { reactor } from '#libs/event-sourcing';

const end = ({ data: { membershipId: userId } }: { readonly data: { readonly membershipId: string } }) => [
  { contract: EndCalendarFeeds, payload: { userId } },
];

/** A feed ends for good with its owner's access; until then its reading is refused by the owner's state. */
export const formerMemberFeedsReactor = reactor({
  name: 'former-member-feeds',
  service: 'workflow',
  from: 'start',
  on: [on(MembershipDeactivated, end), on(MembershipEnded, end), on(MembershipRemoved, end), on(MembershipErased, end)],
});
