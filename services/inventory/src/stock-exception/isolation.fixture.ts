import type { IsolationFixture, TestOrganization } from '#libs/testing';

const HOUR_MS = 3_600_000;
const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR_MS).toISOString();

/** Two items that were counted, each with a movement from before its count that came late. */
export const isolation: IsolationFixture<'exceptionId' | 'exceptionItemId', 'inventory.locationId'> = {
  ids: ['exceptionId', 'exceptionItemId'],
  uses: ['inventory.locationId'],
  async make({ create, used, organization }) {
    const locationId = used['inventory.locationId'];
    const counted = async (itemNumber: string) => {
      const { id: itemId } = await create('items', { itemNumber, name: 'Salt', unit: 'kg' });
      const receipt = { locationId, quantity: '5', unitCost: '1' };
      await create(`items/${itemId}/receipts`, { ...receipt, effectiveAt: hoursAgo(2) });
      const { id: countId } = await create('counts', { locationId, itemIds: [itemId] });
      await changed(organization, `counts/${countId}/lines`, { lines: [{ itemId, counted: '5' }] });
      await changed(organization, `counts/${countId}/submit`, {});
      await create(`items/${itemId}/receipts`, { ...receipt, effectiveAt: hoursAgo(1) });
      return itemId;
    };
    await counted('A-8');
    const exceptionItemId = await counted('A-9');
    const { body } = await organization.admin.get<{ items: { id: string }[] }>(
      `stock-exceptions?itemId=${exceptionItemId}`,
    );
    return { exceptionId: body.items[0]?.id ?? '', exceptionItemId };
  },
  instead: { ListStockExceptions: { itemId: 'exceptionItemId' } },
};

async function changed({ admin }: TestOrganization, path: string, body: object): Promise<void> {
  const answer = await admin.post(path, body);
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
}
