import type { IsolationFixture } from '#libs/testing/isolation-fixture';

type Id = 'fromLocationId' | 'movementId' | 'receivedMovementId' | 'usedMovementId' | 'corrects' | 'transactionId';
type Used = 'inventory.itemId' | 'inventory.otherItemId' | 'inventory.locationId' | 'inventory.toLocationId';

interface Moved {
  readonly transactionId: string;
  readonly movementIds: readonly [string, ...string[]];
}

const LOTS = 25;
/** Each has two movements of each lot: more than lie between two checkpoints of the item's ledger. */
const TRANSFERS = 10;

/**
 * Stock of two items, a usage and a transfer of the first, a lot of a third, and of a fourth so many movements that its
 * ledger has a checkpoint.
 */
export const isolation: IsolationFixture<Id, Used> = {
  ids: ['fromLocationId', 'movementId', 'receivedMovementId', 'usedMovementId', 'corrects', 'transactionId'],
  uses: ['inventory.itemId', 'inventory.otherItemId', 'inventory.locationId', 'inventory.toLocationId'],
  async make({ create, used }) {
    const [itemId, locationId] = [used['inventory.itemId'], used['inventory.locationId']];
    const receipt = { locationId, quantity: '999', unitCost: '1' };
    const received = await create<Moved>(`items/${itemId}/receipts`, receipt);
    await create(`items/${used['inventory.otherItemId']}/receipts`, receipt);
    const usage = await create<Moved>(`items/${itemId}/usages`, { locationId, quantity: '99' });
    const tracked = { itemNumber: 'A-3', name: 'Milk', unit: 'l', lotTracked: true };
    const { id: trackedId } = await create('items', tracked);
    const lot = { number: 'L-1', expiresOn: '2099-12-31' };
    await create(`items/${trackedId}/receipts`, { locationId, quantity: '9', unitCost: '1', lot });
    const many = { itemNumber: 'S-1', name: 'Spice', unit: 'kg', lotTracked: true };
    const { id: manyId } = await create('items', many);
    for (let n = 0; n < LOTS; n++) {
      await create(`items/${manyId}/receipts`, { locationId, quantity: '1', unitCost: '1', lot: { number: `L-${n}` } });
    }
    const places = [locationId, used['inventory.toLocationId']];
    for (let n = 0; n < TRANSFERS; n++) {
      const [fromLocationId, toLocationId] = n % 2 === 0 ? places : places.toReversed();
      await create(`items/${manyId}/transfers`, { fromLocationId, toLocationId, quantity: String(LOTS) });
    }
    const transfer = { fromLocationId: locationId, toLocationId: used['inventory.toLocationId'], quantity: '9' };
    const { transactionId, movementIds } = await create<Moved>(`items/${itemId}/transfers`, transfer);
    return {
      fromLocationId: locationId,
      transactionId,
      movementId: movementIds[0],
      receivedMovementId: received.movementIds[0],
      usedMovementId: usage.movementIds[0],
      corrects: movementIds[0],
    };
  },
  bodies: { ChangeCostMethod: () => ({ method: 'fifo' }) },
};
