import { ExpireIdleSessions } from '#contracts/auth/expire-idle-sessions';
import { daily, job } from '#libs/schedules';

/** Sessions of all organisations and of none, in the quietest hour. */
export const expireIdleSessionsJob = job({
  name: 'auth.expire-idle-sessions',
  service: 'auth',
  at: daily('03:15'),
  scope: 'platform',
  send: () => [{ contract: ExpireIdleSessions, payload: {} }],
});
