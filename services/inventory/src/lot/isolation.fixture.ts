import { v5 } from 'uuid';
import type { IsolationFixture } from '#libs/testing/isolation-fixture';

/** Two lots of an item. */
export const isolation: IsolationFixture<'lotId' | 'lotItemId', 'inventory.locationId'> = {
  ids: ['lotId', 'lotItemId'],
  uses: ['inventory.locationId'],
  async make({ create, used }) {
    const { id: itemId } = await create('items', { itemNumber: 'A-4', name: 'Cream', unit: 'l', lotTracked: true });
    for (const number of ['L-1', 'L-2']) {
      const lot = { number, expiresOn: '2099-12-31' };
      const receipt = { locationId: used['inventory.locationId'], quantity: '9', unitCost: '1', lot };
      await create(`items/${itemId}/receipts`, receipt);
    }
    return { lotId: v5('L-1', itemId), lotItemId: itemId };
  },
  instead: { ListLots: { itemId: 'lotItemId' } },
};
