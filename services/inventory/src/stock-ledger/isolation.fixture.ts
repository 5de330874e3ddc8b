import type { IsolationFixture } from '#libs/testing';

type Id = 'fromLocationId' | 'movementId' | 'corrects' | 'transactionId';
type Used = 'inventory.itemId' | 'inventory.otherItemId' | 'inventory.locationId' | 'inventory.toLocationId';

/** Stock of two items, and a transfer of the first. */
export const isolation: IsolationFixture<Id, Used> = {
  ids: ['fromLocationId', 'movementId', 'corrects', 'transactionId'],
  uses: ['inventory.itemId', 'inventory.otherItemId', 'inventory.locationId', 'inventory.toLocationId'],
  async make({ create, used }) {
    const [itemId, locationId] = [used['inventory.itemId'], used['inventory.locationId']];
    for (const received of [itemId, used['inventory.otherItemId']]) {
      await create(`items/${received}/receipts`, { locationId, quantity: '999', unitCost: '1' });
    }
    const transfer = { fromLocationId: locationId, toLocationId: used['inventory.toLocationId'], quantity: '9' };
    const { transactionId, movementIds } = await create<{ transactionId: string; movementIds: [string, string] }>(
      `items/${itemId}/transfers`,
      transfer,
    );
    return { fromLocationId: locationId, transactionId, movementId: movementIds[0], corrects: movementIds[0] };
  },
};
