import { ExpireInvitations } from '#contracts/auth/expire-invitations';
import { daily, job } from '#libs/schedules';

export const expireInvitationsJob = job({
  name: 'auth.expire-invitations',
  service: 'auth',
  at: daily('02:45'),
  scope: 'organization',
  send: () => [{ contract: ExpireInvitations, payload: {} }],
});
