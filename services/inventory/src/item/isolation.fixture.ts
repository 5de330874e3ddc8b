import type { IsolationFixture } from '#libs/testing';

export const isolation: IsolationFixture<'itemId' | 'otherItemId'> = {
  ids: ['itemId', 'otherItemId'],
  async make({ create }) {
    const { id: itemId } = await create('items', { itemNumber: 'A-1', name: 'Flour', unit: 'kg' });
    const { id: otherItemId } = await create('items', { itemNumber: 'A-2', name: 'Sugar', unit: 'kg' });
    return { itemId, otherItemId };
  },
};
