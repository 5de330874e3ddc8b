import { randomUUID } from 'node:crypto';
import type { IsolationFixture } from '#libs/testing/isolation-fixture';

/** Two lines at one location. */
export const isolation: IsolationFixture<'lineId' | 'locationId', 'inventory.locationId'> = {
  ids: ['lineId', 'locationId'],
  uses: ['inventory.locationId'],
  async make({ create, used }) {
    const locationId = used['inventory.locationId'];
    const { id: lineId } = await create('lines', { code: 'L-1', name: 'Line 1', locationId });
    await create('lines', { code: 'L-2', name: 'Line 2', locationId });
    return { lineId, locationId };
  },
  bodies: { CreateLine: () => ({ code: randomUUID() }), ChangeLine: () => ({ code: randomUUID() }) },
};
