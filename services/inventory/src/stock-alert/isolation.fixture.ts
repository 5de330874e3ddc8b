import type { IsolationFixture } from '#libs/testing/isolation-fixture';

/** Subscriptions of the administrator, one of them to be ended. */
export const isolation: IsolationFixture<'subscriptionId' | 'otherSubscriptionId'> = {
  ids: ['subscriptionId', 'otherSubscriptionId'],
  async make({ create }) {
    const { id: otherSubscriptionId } = await create('stock-alerts', { category: 'Dairy', expiryDays: 7 });
    await create('stock-alerts', { category: 'Frozen' });
    const { id: subscriptionId } = await create('stock-alerts', { category: 'Dry goods' });
    return { subscriptionId, otherSubscriptionId };
  },
  instead: { UnsubscribeStockAlert: { subscriptionId: 'otherSubscriptionId' } },
};
