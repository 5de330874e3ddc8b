import { randomUUID } from 'node:crypto';
import type { IsolationFixture } from '#libs/testing/isolation-fixture';

export const isolation: IsolationFixture<'supplierId', 'inventory.itemId'> = {
  ids: ['supplierId'],
  uses: ['inventory.itemId'],
  async make({ create, used }) {
    const items = [{ itemId: used['inventory.itemId'], unitPrice: '2.5' }];
    const { id: supplierId } = await create('suppliers', { name: 'First', items });
    await create('suppliers', { name: 'Second', items });
    return { supplierId };
  },
  bodies: { CreateSupplier: () => ({ name: randomUUID() }) },
};
