import type { IsolationFixture } from '#libs/testing';

/** Two items that are to be ordered, which nothing else changes. */
export const isolation: IsolationFixture<never> = {
  ids: [],
  async make({ create }) {
    for (const [itemNumber, name] of [
      ['D-1', 'Yeast'],
      ['D-2', 'Salt'],
    ]) {
      await create('items', { itemNumber, name, unit: 'kg', min: '5', max: '9' });
    }
    return {};
  },
};
