import { ExpireReservations } from '#contracts/inventory/expire-reservations';
import { daily, job } from '#libs/schedules';

export const expireReservationsJob = job({
  name: 'inventory.expire-reservations',
  service: 'inventory',
  at: daily('00:30'),
  scope: 'organization',
  send: () => [{ contract: ExpireReservations, payload: {} }],
});
