import type { IsolationFixture } from '#libs/testing/isolation-fixture';

const KEY = 'the key that was rotated there first';

/** Two calls under a key that is stored here only afterwards. */
export const isolation: IsolationFixture<'deliveryId' | 'calledSourceId'> = {
  ids: ['deliveryId', 'calledSourceId'],
  async make({ create, eventually, organization: { admin, slug } }) {
    const source = { slug: `${slug}-calls`, kind: 'api_key', name: 'HR', isDefault: false };
    const { id: sourceId } = await create('webhook-sources', source);
    for (const externalId of ['E-1', 'E-2']) {
      const call = { type: 'person.access_revoked', data: { externalId } };
      await admin.with({ 'x-api-key': KEY }).post(`webhooks/hr/${source.slug}`, call);
    }
    let deliveryId = '';
    await eventually(async () => {
      const { body } = await admin.get<{ items: { id: string }[] }>(`webhook-deliveries?sourceId=${sourceId}`);
      deliveryId = body.items[0]?.id ?? '';
      return body.items.length === 2;
    });
    const { status } = await admin.post(`webhook-sources/${sourceId}/rotate-secret`, { secret: KEY });
    if (status !== 200) throw new Error(`rotating a secret: ${status}`);
    return { deliveryId, calledSourceId: sourceId };
  },
  instead: { ListHrDeliveries: { sourceId: 'calledSourceId' } },
};
