import { on } from '#contracts/declare/on';
import {
  StockAlertCleared,
  StockAlertRaised,
  StockAlertSubscribed,
  StockAlertUnsubscribed,
} from '#contracts/inventory/alert-events';
import { change, projection } from '#libs/projections';
import { AlertSubscriptionRow, AlertToldRow } from './stock-alert.entity';

export const alertSubscriptionProjection = projection({
  name: 'alert-subscription',
  service: 'inventory',
  version: 2,
  tables: [AlertSubscriptionRow],
  keyColumn: 'subscriptionId',
  key: (event) => (event.data as StockAlertUnsubscribed).subscriptionId,
  on: [
    on(StockAlertSubscribed, ({ tenantId, data, recordedAt: createdAt }) => [
      change(AlertSubscriptionRow, { tenantId, subscriptionId: data.subscriptionId }, () => ({
        ...data,
        tenantId,
        createdAt,
      })),
    ]),
    on(StockAlertUnsubscribed, ({ tenantId, data: { subscriptionId } }) => [
      change(AlertSubscriptionRow, { tenantId, subscriptionId }, () => undefined),
    ]),
  ],
});

export const alertToldProjection = projection({
  name: 'alert-told',
  service: 'inventory',
  version: 1,
  tables: [AlertToldRow],
  keyColumn: 'itemId',
  key: (event) => (event.data as StockAlertCleared).itemId,
  on: [
    on(StockAlertRaised, ({ tenantId, data: { itemId, lotNumber, told } }) => {
      const key = { tenantId, itemId, lotNumber: lotNumber ?? '' };
      const news = told.map(({ subscriptionId }) => subscriptionId);
      return [
        change(AlertToldRow, key, (row) => ({ ...key, subscriptionIds: [...(row?.subscriptionIds ?? []), ...news] })),
      ];
    }),
    on(StockAlertCleared, ({ tenantId, data: { itemId } }) => [
      change(AlertToldRow, { tenantId, itemId, lotNumber: '' }, () => undefined),
    ]),
  ],
});
