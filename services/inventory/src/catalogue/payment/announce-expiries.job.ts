import { AnnounceExpiries } from '#contracts/inventory/announce-expiries';
import { daily, job } from '#libs/schedules';

export const announceExpiriesJob = job({
  name: 'inventory.announce-expiries',
  service: 'inventory',
  at: daily('09:00'),
  scope: 'organization',
  send: () => [{ contract: AnnounceExpiries, payload: {} }],
});
