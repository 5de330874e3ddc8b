import { ApplyAccess } from '#contracts/auth/apply-access';
import {
  MembershipDeactivated,
  MembershipReactivated,
  MembershipRolesSet,
  type MembershipFact,
} from '#contracts/auth/membership-events';
import { SessionEnded } from '#contracts/auth/session-events';
import type { Reactor } from '#libs/event-sourcing';

/** Access ends although whoever ended it was cut off between the log and the publication. */
export const accessReactor: Reactor = {
  name: 'access',
  service: 'auth',
  // Access that ended before this reactor existed must have ended too; what is published is the state as of now.
  from: 'start',
  on: [MembershipRolesSet, MembershipDeactivated, MembershipReactivated, SessionEnded],
  react: ({ type, data }) =>
    type === SessionEnded.type
      ? [{ contract: ApplyAccess, payload: { of: 'session', id: (data as SessionEnded).sessionId } }]
      : [{ contract: ApplyAccess, payload: { of: 'membership', id: (data as MembershipFact).accountId } }],
};
