import { FindStaleMembers } from '#contracts/auth/find-stale-members';
import { job, weekly } from '#libs/schedules';

/** The mail is there when the week begins. */
export const findStaleMembersJob = job({
  name: 'auth.find-stale-members',
  service: 'auth',
  at: weekly(['monday'], '05:30'),
  scope: 'organization',
  send: () => [{ contract: FindStaleMembers, payload: {} }],
});
