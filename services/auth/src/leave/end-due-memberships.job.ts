import { EndDueMemberships } from '#contracts/auth/end-due-memberships';
import { everyMinutes, job } from '#libs/schedules';

/** A leave is due at midnight in some zone, and a revocation at any moment. */
export const endDueMembershipsJob = job({
  name: 'auth.end-due-memberships',
  service: 'auth',
  at: everyMinutes(1),
  scope: 'platform',
  send: () => [{ contract: EndDueMemberships, payload: {} }],
});
