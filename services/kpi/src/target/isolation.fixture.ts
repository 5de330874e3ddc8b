import type { IsolationFixture } from '#libs/testing/isolation-fixture';

/** Two targets of a line. */
export const isolation: IsolationFixture<never, 'kpi.lineId'> = {
  ids: [],
  uses: ['kpi.lineId'],
  async make({ organization: { admin }, used }) {
    const lineId = used['kpi.lineId'];
    for (const validFrom of ['2025-01-01', '2025-07-01']) {
      await admin.request('PUT', 'kpi-targets', { kpi: 'oee', lineId, validFrom, green: '85', amber: '75' });
    }
    return {};
  },
};
