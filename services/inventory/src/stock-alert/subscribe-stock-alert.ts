import { event } from '#contracts/declare/event';
import { refuse } from '#contracts/errors';
import { MAX_SUBSCRIPTIONS, StockAlertSubscribed, StockAlertUnsubscribed } from '#contracts/inventory/alert-events';
import type { SubscribeStockAlert } from '#contracts/inventory/subscribe-stock-alert';
import type { UnsubscribeStockAlert } from '#contracts/inventory/unsubscribe-stock-alert';
import type { Given } from '#libs/event-sourcing';
import type { AlertSubscriptionEvent, AlertSubscriptions } from './alert-subscriptions';

export function subscribeStockAlert(
  command: SubscribeStockAlert,
  { ids }: AlertSubscriptions,
  { newId, actor }: Given,
): AlertSubscriptionEvent[] {
  if (ids.length >= MAX_SUBSCRIPTIONS) refuse('LIMIT_REACHED', { limit: MAX_SUBSCRIPTIONS });
  return [
    event(StockAlertSubscribed, {
      subscriptionId: newId('subscription'),
      userId: actor.id,
      itemId: command.itemId ?? null,
      category: command.category ?? null,
      locationId: command.locationId ?? null,
      belowMin: command.belowMin ?? true,
      expiryDays: command.expiryDays ?? null,
    }),
  ];
}

export function unsubscribeStockAlert(
  { subscriptionId }: UnsubscribeStockAlert,
  { ids, userId }: AlertSubscriptions,
): AlertSubscriptionEvent[] {
  if (userId === null || !ids.includes(subscriptionId)) refuse('NOT_FOUND');
  return [event(StockAlertUnsubscribed, { subscriptionId, userId })];
}
