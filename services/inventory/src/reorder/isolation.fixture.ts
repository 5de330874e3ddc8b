import type { IsolationFixture } from '#libs/testing/isolation-fixture';

/** Two items that are to be ordered, which nothing else changes, and one to be ordered from a supplier of its own. */
export const isolation: IsolationFixture<'toOrderId'> = {
  ids: ['toOrderId'],
  instead: { OrderSuggestedItems: { itemIds: 'toOrderId' } },
  bodies: { OrderSuggestedItems: () => ({ supplier: 'Malt & Hops' }) },
  async make({ create }) {
    const item = (itemNumber: string, name: string) =>
      create('items', { itemNumber, name, unit: 'kg', min: '5', max: '9' });
    await item('D-1', 'Yeast');
    await item('D-2', 'Salt');
    const { id: toOrderId } = await item('D-3', 'Malt');
    await create('suppliers', { name: 'Malt & Hops', items: [{ itemId: toOrderId, unitPrice: '2.5' }] });
    return { toOrderId };
  },
};
