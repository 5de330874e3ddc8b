import type { IsolationFixture } from '#libs/testing';

export const isolation: IsolationFixture<'locationId' | 'toLocationId'> = {
  ids: ['locationId', 'toLocationId'],
  async make({ create }) {
    const { id: locationId } = await create('locations', { code: 'S', name: 'Shelf' });
    const { id: toLocationId } = await create('locations', { code: 'T', name: 'Table' });
    return { locationId, toLocationId };
  },
};
