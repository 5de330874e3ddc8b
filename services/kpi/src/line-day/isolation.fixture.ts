import type { IsolationFixture } from '#libs/testing/isolation-fixture';

/** Two entries and two stops of a line, a stop that is open, and a batch. `id`: of the entry that an edit names. */
export const isolation: IsolationFixture<'entryId' | 'stopId' | 'openStopId' | 'batchId' | 'id', 'kpi.lineId'> = {
  ids: ['entryId', 'stopId', 'openStopId', 'batchId', 'id'],
  uses: ['kpi.lineId'],
  async make({ create, used }) {
    const lineId = used['kpi.lineId'];
    const entry = { lineId, shift: 'Early', product: 'P-1', good: '500' };
    const { id: entryId } = await create('production-entries', { ...entry, date: '2026-01-28' });
    const { id } = await create('production-entries', { ...entry, date: '2026-01-29' });
    const at = (time: string) => `2026-01-28T${time}:00.000Z`;
    const { id: stopId } = await create('downtimes', { lineId, from: at('08:00'), to: at('08:40') });
    const { id: openStopId } = await create('downtimes', { lineId, from: at('09:00') });
    const edits = [{ op: 'create', ...entry, date: '2026-01-29' }];
    const { batchId } = await create<{ batchId: string }>('production-entries/batch', { edits });
    return { entryId, stopId, openStopId, batchId, id };
  },
  // A line has one open stop without a reason.
  bodies: { RecordStop: () => ({ from: '2026-01-28T10:00:00.000Z', to: '2026-01-28T10:10:00.000Z' }) },
  instead: { EndStop: { stopId: 'openStopId' } },
};
