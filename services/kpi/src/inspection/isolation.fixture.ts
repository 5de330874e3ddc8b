import type { IsolationFixture } from '#libs/testing/isolation-fixture';

/** Two inspections of a line, and a batch of a third. */
export const isolation: IsolationFixture<'inspectionId' | 'inspectionBatchId', 'kpi.lineId'> = {
  ids: ['inspectionId', 'inspectionBatchId'],
  uses: ['kpi.lineId'],
  async make({ create, used }) {
    const inspection = { lineId: used['kpi.lineId'], product: 'P-1', step: 'Final test', inspected: '540' };
    await create('inspections', { ...inspection, at: '2026-01-27T10:00:00.000Z' });
    const { id } = await create('inspections', { ...inspection, at: '2026-01-28T10:00:00.000Z' });
    const edits = [{ op: 'create', ...inspection, at: '2026-01-29T10:00:00.000Z' }];
    const { batchId } = await create<{ batchId: string }>('inspections/batch', { edits });
    return { inspectionId: id, inspectionBatchId: batchId };
  },
  instead: { EditInspections: { id: 'inspectionId' }, UndoInspectionBatch: { batchId: 'inspectionBatchId' } },
};
