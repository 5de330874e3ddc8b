import type { IsolationFixture } from '#libs/testing';

/** Two subscriptions of the administrator. */
export const isolation: IsolationFixture<'subscriptionId' | 'otherSubscriptionId'> = {
  ids: ['subscriptionId', 'otherSubscriptionId'],
  async make({ create }) {
    const { id: otherSubscriptionId } = await create('stock-alerts', { category: 'Dairy', expiryDays: 7 });
    const { id: subscriptionId } = await create('stock-alerts', { category: 'Dry goods' });
    return { subscriptionId, otherSubscriptionId };
  },
  instead: { UnsubscribeStockAlert: { subscriptionId: 'otherSubscriptionId' } },
};
