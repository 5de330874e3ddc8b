import type { IsolationFixture } from '#libs/testing/isolation-fixture';
import type { TestOrganization } from '#libs/testing/organization';

const HOUR_MS = 3_600_000;
const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR_MS).toISOString();

type Id = 'exceptionId' | 'exceptionItemId' | 'exceptionToAcceptId';

/** Items that were counted, each with a movement from before its count that came late; the last is below zero too. */
export const isolation: IsolationFixture<Id, 'inventory.locationId' | 'inventory.toLocationId'> = {
  ids: ['exceptionId', 'exceptionItemId', 'exceptionToAcceptId'],
  uses: ['inventory.locationId', 'inventory.toLocationId'],
  async make({ create, used, organization }) {
    const locationId = used['inventory.locationId'];
    const counted = async (itemNumber: string) => {
      const { id: itemId } = await create('items', { itemNumber, name: 'Salt', unit: 'kg', allowNegative: true });
      const receipt = { locationId, quantity: '5', unitCost: '1' };
      await create(`items/${itemId}/receipts`, { ...receipt, effectiveAt: hoursAgo(2) });
      const { id: countId } = await create('counts', { locationId, itemIds: [itemId] });
      await changed(organization, `counts/${countId}/lines`, { lines: [{ itemId, counted: '5' }] });
      await changed(organization, `counts/${countId}/submit`, {});
      await create(`items/${itemId}/receipts`, { ...receipt, effectiveAt: hoursAgo(1) });
      const path = `stock-exceptions?kind=movement_before_count&itemId=${itemId}`;
      const { body } = await organization.admin.get<{ items: { id: string }[] }>(path);
      return { itemId, exceptionId: body.items[0]?.id ?? '' };
    };
    const { exceptionId: exceptionToAcceptId } = await counted('A-7');
    await counted('A-8');
    const { exceptionId, itemId: exceptionItemId } = await counted('A-9');
    const below = { locationId: used['inventory.toLocationId'], quantity: '1' };
    await create(`items/${exceptionItemId}/usages`, below);
    return { exceptionId, exceptionItemId, exceptionToAcceptId };
  },
  instead: {
    ListStockExceptions: { itemId: 'exceptionItemId' },
    AcceptStockException: { exceptionId: 'exceptionToAcceptId' },
  },
};

async function changed({ admin }: TestOrganization, path: string, body: object): Promise<void> {
  const answer = await admin.post(path, body);
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
}
