import type { IsolationFixture } from '#libs/testing/isolation-fixture';

/** Two standards of a product on a line. */
export const isolation: IsolationFixture<never, 'kpi.lineId'> = {
  ids: [],
  uses: ['kpi.lineId'],
  async make({ create, used }) {
    const lineId = used['kpi.lineId'];
    for (const validFrom of ['2025-01-01', '2025-07-01']) {
      await create('product-standards', { product: 'P-1', lineId, validFrom, runSeconds: '45' });
    }
    return {};
  },
};
