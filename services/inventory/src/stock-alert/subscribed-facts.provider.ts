import type { SubscribeStockAlert } from '#contracts/inventory/subscribe-stock-alert';
import type { FactsGiven } from '#libs/runtime';
import { item } from '../item/item';
import { locationsOf } from '../location/location';
import { notFound } from '../stock-ledger/stock-facts';
import type { AlertSubscriptions } from './alert-subscriptions';

/** The item or the location of a subscription is there. */
export async function subscribedFacts(
  { itemId, locationId }: SubscribeStockAlert,
  { lookup, context: { tenantId } }: FactsGiven<AlertSubscriptions>,
): Promise<undefined> {
  if (itemId !== undefined) {
    const { revision } = await lookup.state(item, tenantId, itemId);
    if (revision === 'none') throw notFound('itemId', 'is no item here');
  }
  if (locationId !== undefined) {
    const { byId } = await locationsOf(tenantId, lookup);
    if (!byId.has(locationId)) throw notFound('locationId', 'is no location here');
  }
  return undefined;
}
