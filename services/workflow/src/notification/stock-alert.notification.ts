import { on } from '#contracts/declare/on';
import { StockAlertRaised } from '#contracts/inventory/alert-events';
import { notificationKind } from './notification-kind';

export const stockAlertNotification = notificationKind({
  name: 'stock-alert',
  description: 'An item that you subscribed to is low, or a lot of it expires',
  mail: 'at_once',
  on: [
    on(StockAlertRaised, ({ data: { alertId, kind, itemId, itemNumber, itemName, ...data } }) => ({
      cause: alertId,
      title:
        kind === 'below_min'
          ? `${itemNumber} is at its minimum: ${data.level} ${data.unit}`
          : `Lot ${String(data.lotNumber)} of ${itemNumber} expires on ${String(data.expiresOn)}`,
      text:
        kind === 'below_min'
          ? `${itemName}: ${data.level} ${data.unit} on hand, the minimum is ${String(data.min)}.`
          : `${itemName}: ${data.level} ${data.unit} of the lot on hand.`,
      about: { type: 'item', id: itemId },
      to: { userIds: data.told.map(({ userId }) => userId) },
    })),
  ],
});
