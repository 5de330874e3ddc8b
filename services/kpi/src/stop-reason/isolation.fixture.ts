import { randomUUID } from 'node:crypto';
import type { IsolationFixture } from '#libs/testing/isolation-fixture';

export const isolation: IsolationFixture<'reasonId'> = {
  ids: ['reasonId'],
  async make({ create }) {
    const { id: reasonId } = await create('stop-reasons', { code: 'R-1', name: 'Jam', class: 'breakdown' });
    await create('stop-reasons', { code: 'R-2', name: 'Cleaning', class: 'planned' });
    return { reasonId };
  },
  bodies: { CreateStopReason: () => ({ code: randomUUID() }), ChangeStopReason: () => ({ code: randomUUID() }) },
};
