import { PlatformRolesSet } from '#contracts/auth/account-events';
import { ApplyAccess } from '#contracts/auth/apply-access';
import {
  MembershipDeactivated,
  MembershipReactivated,
  MembershipRolesSet,
  type MembershipFact,
} from '#contracts/auth/membership-events';
import { SessionEnded } from '#contracts/auth/session-events';
import { reactor } from '#libs/event-sourcing';

/** Access ends even when the command that ended it was cut off between the log and the publication. */
export const accessReactor = reactor({
  name: 'access',
  service: 'auth',
  // Access that ended before this reactor existed must have ended too; it publishes the present state.
  from: 'start',
  on: [PlatformRolesSet, MembershipRolesSet, MembershipDeactivated, MembershipReactivated, SessionEnded],
  react: ({ type, data }) => [{ contract: ApplyAccess, payload: accessOf(type, data) }],
});

function accessOf(type: string, data: object): ApplyAccess {
  switch (type) {
    case PlatformRolesSet.type:
      return { of: 'account', id: (data as PlatformRolesSet).accountId };
    case SessionEnded.type:
      return { of: 'session', id: (data as SessionEnded).sessionId };
    default:
      return { of: 'membership', id: (data as MembershipFact).accountId };
  }
}
