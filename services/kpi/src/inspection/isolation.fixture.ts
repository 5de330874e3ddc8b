import type { IsolationFixture } from '#libs/testing/isolation-fixture';

/** Two inspections of a line. */
export const isolation: IsolationFixture<'inspectionId', 'kpi.lineId'> = {
  ids: ['inspectionId'],
  uses: ['kpi.lineId'],
  async make({ create, used }) {
    const inspection = { lineId: used['kpi.lineId'], product: 'P-1', step: 'Final test', inspected: '540' };
    await create('inspections', { ...inspection, at: '2026-01-27T10:00:00.000Z' });
    const { id } = await create('inspections', { ...inspection, at: '2026-01-28T10:00:00.000Z' });
    return { inspectionId: id };
  },
};
