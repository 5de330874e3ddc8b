import { randomUUID } from 'node:crypto';
import type { IsolationFixture } from '#libs/testing/isolation-fixture';

/** An open job and an ended one. */
export const isolation: IsolationFixture<'jobId'> = {
  ids: ['jobId'],
  async make({ create }) {
    const job = { product: 'P-1', startedAt: '2026-01-28T06:00:00.000Z' };
    const { id: jobId } = await create('wip', { ...job, job: 'J-1' });
    await create('wip', { ...job, job: 'J-2', endedAt: '2026-01-29T06:00:00.000Z' });
    return { jobId };
  },
  bodies: {
    // A code that no other open job has.
    RecordWipJob: () => ({ job: randomUUID() }),
  },
};
