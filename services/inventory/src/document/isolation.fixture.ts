import type { IsolationFixture } from '#libs/testing/isolation-fixture';

type Used = 'inventory.itemId' | 'inventory.locationId' | 'inventory.movementId';

/** A document of one line. */
export const isolation: IsolationFixture<'documentId' | 'line', Used> = {
  ids: ['documentId', 'line'],
  // Made after the stock that it uses.
  uses: ['inventory.itemId', 'inventory.locationId', 'inventory.movementId'],
  async make({ create, used }) {
    const [itemId, locationId] = [used['inventory.itemId'], used['inventory.locationId']];
    const { documentId } = await create<{ documentId: string }>('usages', {
      lines: [{ itemId, locationId, quantity: '1' }],
    });
    return { documentId, line: '1' };
  },
};
