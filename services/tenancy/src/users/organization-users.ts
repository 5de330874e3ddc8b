import { MembershipDeactivated, MembershipGranted, MembershipReactivated } from '#contracts/auth/membership-events';
import { evolve, foreign } from '#contracts/declare/fold';

/** The users of an organisation by their ids: invited, active and deactivated ones. */
export interface OrganizationUsers {
  readonly present: readonly string[];
  /** Those of them who are deactivated. */
  readonly inactive: readonly string[];
}

/** Auth keeps the members of an organisation in one stream of its tenant, named by its id. */
export const organizationUsers = foreign('auth.members', (): OrganizationUsers => ({ present: [], inactive: [] }), [
  evolve(MembershipGranted, (users, { data: { accountId } }) => ({ ...users, present: [...users.present, accountId] })),
  evolve(MembershipDeactivated, (users, { data: { accountId } }) => ({
    ...users,
    inactive: [...users.inactive, accountId],
  })),
  evolve(MembershipReactivated, (users, { data: { accountId } }) => ({
    ...users,
    inactive: users.inactive.filter((id) => id !== accountId),
  })),
]);
