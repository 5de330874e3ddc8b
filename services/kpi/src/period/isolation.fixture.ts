import type { IsolationFixture } from '#libs/testing/isolation-fixture';

/** A closed period of a line, and one of all lines. */
export const isolation: IsolationFixture<never, 'kpi.lineId'> = {
  ids: [],
  uses: ['kpi.lineId'],
  async make({ organization: { admin }, used }) {
    for (const scope of [{ lineId: used['kpi.lineId'] }, {}]) {
      await admin.request('PUT', 'kpi-periods', { ...scope, through: '2020-01-31', reason: 'Reported' });
    }
    return {};
  },
};
