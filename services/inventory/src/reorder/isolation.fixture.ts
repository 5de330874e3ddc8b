import type { IsolationFixture } from '#libs/testing';

/** Two items that are to be ordered, which nothing else changes. */
export const isolation: IsolationFixture<'dueItemId'> = {
  ids: ['dueItemId'],
  async make({ create }) {
    const bounds = { min: '5', max: '9' };
    const { id: dueItemId } = await create('items', { itemNumber: 'D-1', name: 'Yeast', unit: 'kg', ...bounds });
    await create('items', { itemNumber: 'D-2', name: 'Salt', unit: 'kg', ...bounds });
    return { dueItemId };
  },
  instead: { ListReorderSuggestions: { itemId: 'dueItemId' } },
};
