import { randomUUID } from 'node:crypto';
import type { IsolationFixture } from '#libs/testing/isolation-fixture';

export const isolation: IsolationFixture<'locationId' | 'toLocationId' | 'parentId'> = {
  ids: ['locationId', 'toLocationId', 'parentId'],
  async make({ create }) {
    const { id: parentId } = await create('locations', { code: 'R', name: 'Room' });
    const { id: locationId } = await create('locations', { code: 'S', name: 'Shelf', parentId });
    await create('locations', { code: 'U', name: 'Upper shelf', parentId });
    const { id: toLocationId } = await create('locations', { code: 'T', name: 'Table' });
    return { locationId, toLocationId, parentId };
  },
  bodies: { CreateLocation: () => ({ code: randomUUID() }) },
};
