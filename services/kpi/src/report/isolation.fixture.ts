import type { IsolationFixture } from '#libs/testing/isolation-fixture';

/** Two schedules of reports; another is deleted. */
export const isolation: IsolationFixture<
  'scheduleId' | 'otherScheduleId' | 'lineIds' | 'recipients',
  'kpi.lineId' | 'auth.userId'
> = {
  ids: ['scheduleId', 'otherScheduleId', 'lineIds', 'recipients'],
  uses: ['kpi.lineId', 'auth.userId'],
  async make({ create, used }) {
    const make = (name: string) =>
      create('report-schedules', {
        name,
        frequency: 'weekly',
        weekday: 1,
        time: '06:00',
        kpis: ['oee'],
        lineIds: [used['kpi.lineId']],
        recipients: [used['auth.userId']],
      });
    const [{ id: scheduleId }, { id: otherScheduleId }] = [await make('Every Monday'), await make('Also')];
    return { scheduleId, otherScheduleId, lineIds: used['kpi.lineId'], recipients: used['auth.userId'] };
  },
  instead: { DeleteReportSchedule: { scheduleId: 'otherScheduleId' } },
};
