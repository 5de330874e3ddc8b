import { randomUUID } from 'node:crypto';
import type { IsolationFixture } from '#libs/testing/isolation-fixture';

/** An open job and an ended one, and a batch of a third. */
export const isolation: IsolationFixture<'jobId' | 'jobBatchId'> = {
  ids: ['jobId', 'jobBatchId'],
  async make({ create }) {
    const job = { product: 'P-1', startedAt: '2026-01-28T06:00:00.000Z' };
    const { id: jobId } = await create('wip', { ...job, job: 'J-1' });
    await create('wip', { ...job, job: 'J-2', endedAt: '2026-01-29T06:00:00.000Z' });
    const edits = [{ op: 'create', ...job, job: 'J-3', endedAt: '2026-01-29T06:00:00.000Z' }];
    const { batchId: jobBatchId } = await create<{ batchId: string }>('wip/batch', { edits });
    return { jobId, jobBatchId };
  },
  instead: { EditWipJobs: { id: 'jobId' }, UndoWipJobBatch: { batchId: 'jobBatchId' } },
  bodies: {
    // A code that no other open job has.
    RecordWipJob: () => ({ job: randomUUID() }),
  },
};
