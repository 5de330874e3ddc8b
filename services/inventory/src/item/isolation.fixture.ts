import type { IsolationFixture } from '#libs/testing';

export const isolation: IsolationFixture<'itemId' | 'otherItemId'> = {
  ids: ['itemId', 'otherItemId'],
  async make({ create }) {
    // More than their stock: both are to be ordered.
    const bounds = { min: '5000', max: '9000' };
    const flour = { itemNumber: 'A-1', name: 'Flour', unit: 'kg', barcodes: ['4006381333931'], ...bounds };
    const { id: itemId } = await create('items', flour);
    const { id: otherItemId } = await create('items', { itemNumber: 'A-2', name: 'Sugar', unit: 'kg', ...bounds });
    return { itemId, otherItemId };
  },
};
