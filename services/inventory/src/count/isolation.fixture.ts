import type { IsolationFixture } from '#libs/testing/isolation-fixture';
import type { TestOrganization } from '#libs/testing/organization';

type Id = 'countId' | 'itemIds' | 'countToSubmitId' | 'countToReopenId' | 'countToCancelId';

type Used = 'inventory.itemId' | 'inventory.locationId' | 'inventory.movementId';

/** A count with a line, and one more for each change of state. */
export const isolation: IsolationFixture<Id, Used> = {
  ids: ['countId', 'itemIds', 'countToSubmitId', 'countToReopenId', 'countToCancelId'],
  // Made after the stock, so that a count of 1 is beyond its tolerance.
  uses: ['inventory.itemId', 'inventory.locationId', 'inventory.movementId'],
  instead: {
    SubmitCount: { countId: 'countToSubmitId' },
    RecountLines: { countId: 'countToReopenId' },
    CancelCount: { countId: 'countToCancelId' },
  },
  async make({ create, used, organization }) {
    const [itemId, locationId] = [used['inventory.itemId'], used['inventory.locationId']];
    const counted = async () => {
      const { id } = await create('counts', { locationId });
      await changed(organization, `counts/${id}/lines`, { lines: [{ itemId, counted: '1' }] });
      return id;
    };
    const countId = await counted();
    const countToSubmitId = await counted();
    const countToReopenId = await counted();
    await changed(organization, `counts/${countToReopenId}/submit`, {});
    const countToCancelId = await counted();
    return { countId, itemIds: itemId, countToSubmitId, countToReopenId, countToCancelId };
  },
};

async function changed({ admin }: TestOrganization, path: string, body: object): Promise<void> {
  const answer = await admin.post(path, body);
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
}
