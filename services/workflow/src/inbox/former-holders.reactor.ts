import {
  MembershipDeactivated,
  MembershipEnded,
  MembershipErased,
  MembershipRemoved,
  type MembershipFact,
} from '#contracts/auth/membership-events';
import { on } from '#contracts/declare/on';
import { ReleaseMemberTasks } from '#contracts/workflow/release-member-tasks';
import { reactor, type Wanted } from '#libs/event-sourcing';

const released = ({ data: { membershipId } }: { readonly data: MembershipFact }): Wanted[] => [
  { contract: ReleaseMemberTasks, payload: { membershipId } },
];

/** Nobody who can no longer sign in holds a task. */
export const formerHoldersReactor = reactor({
  name: 'former-holders',
  service: 'workflow',
  from: 'start',
  on: [
    on(MembershipDeactivated, released),
    on(MembershipEnded, released),
    on(MembershipRemoved, released),
    on(MembershipErased, released),
  ],
});
