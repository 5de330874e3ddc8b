import type { IsolationFixture } from '#libs/testing/isolation-fixture';

export const isolation: IsolationFixture<'itemId' | 'otherItemId'> = {
  ids: ['itemId', 'otherItemId'],
  async make({ create }) {
    const flour = { itemNumber: 'A-1', name: 'Flour', unit: 'kg', barcodes: ['4006381333931'] };
    const { id: itemId } = await create('items', flour);
    const { id: otherItemId } = await create('items', { itemNumber: 'A-2', name: 'Sugar', unit: 'kg' });
    return { itemId, otherItemId };
  },
};
