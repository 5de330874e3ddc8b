import type { IsolationFixture } from '#libs/testing/isolation-fixture';

/** Two calendars and two exceptions of a line. */
export const isolation: IsolationFixture<never, 'kpi.lineId'> = {
  ids: [],
  uses: ['kpi.lineId'],
  async make({ create, used }) {
    const lineId = used['kpi.lineId'];
    const early = { name: 'Early', start: '06:00', end: '14:00', weekdays: [1, 2, 3, 4, 5] };
    for (const validFrom of ['2025-01-01', '2025-07-01']) {
      await create('shift-calendars', { lineId, validFrom, shifts: [early] });
    }
    for (const date of ['2025-12-25', '2025-12-26']) {
      await create('shift-calendars/exceptions', { lineId, date, closed: true });
    }
    return {};
  },
};
