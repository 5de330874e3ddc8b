import { ListStockAlerts } from '#contracts/inventory/list-stock-alerts';
import { SubscribeStockAlert } from '#contracts/inventory/subscribe-stock-alert';
import { TellExpiringLots } from '#contracts/inventory/tell-expiring-lots';
import { TellLowStock } from '#contracts/inventory/tell-low-stock';
import { UnsubscribeStockAlert } from '#contracts/inventory/unsubscribe-stock-alert';
import { command, handler, list, type Feature } from '#libs/runtime';
import { ItemRow } from '../item/item.entity';
import { LocationRow } from '../location/location.entity';
import { alertSubscriptions } from './alert-subscriptions';
import { AlertSubscriptionRow } from './stock-alert.entity';
import { alertSubscriptionProjection, alertToldProjection } from './stock-alert.projection';
import { subscribeStockAlert, unsubscribeStockAlert } from './subscribe-stock-alert';
import { subscribedFacts } from './subscribed-facts.provider';
import { tellExpiringLotsJob, tellLowStockJob } from './tell-stock-alerts.job';
import { EXPIRING_READS, LOW_STOCK_READS, tellExpiringLots, tellLowStock } from './tell-stock-alerts.handler';

export const stockAlertFeature: Feature = {
  wirings: [
    command(SubscribeStockAlert, {
      on: alertSubscriptions,
      id: (_, { context }) => context.actor.id,
      facts: subscribedFacts,
      decide: subscribeStockAlert,
      answer: (_, { events: [made], revision }) => ({ id: made?.data.subscriptionId ?? '', revision }),
    }),
    command(UnsubscribeStockAlert, {
      on: alertSubscriptions,
      id: (_, { context }) => context.actor.id,
      scopeOf: ({ userId, ids }, { subscriptionId }) =>
        userId !== null && ids.includes(subscriptionId) ? { owners: [userId] } : undefined,
      decide: unsubscribeStockAlert,
      answer: ({ subscriptionId: id }, { revision }) => ({ id, revision }),
    }),
    handler(TellLowStock, tellLowStock, { reads: LOW_STOCK_READS }),
    handler(TellExpiringLots, tellExpiringLots, { reads: EXPIRING_READS }),
    list(ListStockAlerts, {
      entity: AlertSubscriptionRow,
      joins: {
        item: { entity: ItemRow, on: { itemId: 'itemId' } },
        location: { entity: LocationRow, on: { locationId: 'locationId' } },
      },
      filters: {},
      show: ({
        subscriptionId: id,
        itemId,
        item,
        category,
        locationId,
        location,
        belowMin,
        expiryDays,
        createdAt,
      }) => ({
        id,
        itemId,
        itemNumber: item?.itemNumber ?? null,
        category,
        locationId,
        locationCode: location?.code ?? null,
        belowMin,
        expiryDays,
        createdAt,
      }),
    }),
  ],
  projections: [alertSubscriptionProjection, alertToldProjection],
  schedules: [tellLowStockJob, tellExpiringLotsJob],
};
