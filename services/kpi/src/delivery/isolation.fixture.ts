import type { IsolationFixture } from '#libs/testing/isolation-fixture';

/** Two lines of an order, one of which is open, and a batch of a third. */
export const isolation: IsolationFixture<'deliveryId' | 'deliveryBatchId'> = {
  ids: ['deliveryId', 'deliveryBatchId'],
  async make({ create }) {
    const terms = { order: 'SO-1', firstPromisedOn: '2026-01-28', ordered: '5' };
    await create('deliveries', { ...terms, line: '10', deliveredAt: '2026-01-27T10:00:00.000Z' });
    const { id } = await create('deliveries', { ...terms, line: '20' });
    const edits = [{ op: 'create', ...terms, line: '30' }];
    const { batchId } = await create<{ batchId: string }>('deliveries/batch', { edits });
    return { deliveryId: id, deliveryBatchId: batchId };
  },
  instead: { EditDeliveries: { id: 'deliveryId' }, UndoDeliveryBatch: { batchId: 'deliveryBatchId' } },
};
