import { ExpireApiKeys } from '#contracts/auth/expire-api-keys';
import { daily, job } from '#libs/schedules';

/** Keys are refused from their expiry on; this records it, in the quietest hour. */
export const expireApiKeysJob = job({
  name: 'auth.expire-api-keys',
  service: 'auth',
  at: daily('03:25'),
  scope: 'platform',
  send: () => [{ contract: ExpireApiKeys, payload: {} }],
});
