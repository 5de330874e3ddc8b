import { TellExpiringLots } from '#contracts/inventory/tell-expiring-lots';
import { TellLowStock } from '#contracts/inventory/tell-low-stock';
import { daily, everyMinutes, job } from '#libs/schedules';

/** A movement pays nothing for alerts; an item that falls is told within these minutes. */
export const tellLowStockJob = job({
  name: 'inventory.tell-low-stock',
  service: 'inventory',
  at: everyMinutes(5),
  scope: 'platform',
  send: () => [{ contract: TellLowStock, payload: {} }],
});

/** Before people come to work. */
export const tellExpiringLotsJob = job({
  name: 'inventory.tell-expiring-lots',
  service: 'inventory',
  at: daily('05:30'),
  scope: 'organization',
  send: () => [{ contract: TellExpiringLots, payload: {} }],
});
