import type { IsolationFixture } from '#libs/testing';

type Id = 'fromLocationId' | 'movementId' | 'corrects' | 'transactionId';
type Used = 'inventory.itemId' | 'inventory.otherItemId' | 'inventory.locationId' | 'inventory.toLocationId';

/** Stock of two items, a transfer of the first, and a lot of a third. */
export const isolation: IsolationFixture<Id, Used> = {
  ids: ['fromLocationId', 'movementId', 'corrects', 'transactionId'],
  uses: ['inventory.itemId', 'inventory.otherItemId', 'inventory.locationId', 'inventory.toLocationId'],
  async make({ create, used }) {
    const [itemId, locationId] = [used['inventory.itemId'], used['inventory.locationId']];
    for (const received of [itemId, used['inventory.otherItemId']]) {
      await create(`items/${received}/receipts`, { locationId, quantity: '999', unitCost: '1' });
    }
    const tracked = { itemNumber: 'A-3', name: 'Milk', unit: 'l', lotTracked: true };
    const { id: trackedId } = await create('items', tracked);
    const lot = { number: 'L-1', expiresOn: '2099-12-31' };
    await create(`items/${trackedId}/receipts`, { locationId, quantity: '9', unitCost: '1', lot });
    const transfer = { fromLocationId: locationId, toLocationId: used['inventory.toLocationId'], quantity: '9' };
    const { transactionId, movementIds } = await create<{ transactionId: string; movementIds: [string, string] }>(
      `items/${itemId}/transfers`,
      transfer,
    );
    return { fromLocationId: locationId, transactionId, movementId: movementIds[0], corrects: movementIds[0] };
  },
};
