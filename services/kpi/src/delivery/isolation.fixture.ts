import type { IsolationFixture } from '#libs/testing/isolation-fixture';

/** Two lines of an order, one of which is open. */
export const isolation: IsolationFixture<'deliveryId'> = {
  ids: ['deliveryId'],
  async make({ create }) {
    const terms = { order: 'SO-1', firstPromisedOn: '2026-01-28', ordered: '5' };
    await create('deliveries', { ...terms, line: '10', deliveredAt: '2026-01-27T10:00:00.000Z' });
    const { id } = await create('deliveries', { ...terms, line: '20' });
    return { deliveryId: id };
  },
};
