import { event } from '#contracts/declare/event';
import { ReportFailed, ReportMade, ReportRequested } from '#contracts/kpi/report-events';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { latestDue } from './due-rule.provider';
import type { ReportSchedule } from './report-schedules';
import { reports, type ReportEvent } from './reports';
import { requestDueReport, sendReport, settleReport, type RequestFacts } from './request-report';

const scheduleId = GIVEN.newId('schedule');
const schedule: ReportSchedule = {
  ownerId: GIVEN.newId('ada'),
  name: 'Filling',
  frequency: 'weekly',
  weekday: 1,
  dayOfMonth: null,
  time: '06:00',
  kpis: ['oee'],
  lineIds: null,
  areas: null,
  groupBy: ['line'],
  recipients: [],
  timedAt: '2026-02-01T00:00:00.000Z',
  revision: 0,
};

const at = (now: string, of: ReportSchedule | undefined = schedule): RequestFacts => ({
  schedule: of,
  today: now.slice(0, 10),
  latest: of ? latestDue(of, 'Europe/Berlin', now) : null,
});
const due = (now: string, past: readonly ReportEvent[] = [], of = schedule) =>
  given(reports, ...past).when(requestDueReport, { scheduleId }, { facts: at(now, of) });

const week = { from: '2026-03-02', to: '2026-03-08' };
const reportId = GIVEN.newId('report');
const requested = event(ReportRequested, { scheduleId, reportId, ...week, cause: 'schedule', dueOn: '2026-03-09' });

describe('a report that is due', () => {
  it('is requested at its local time, of the week before, and once', () => {
    due('2026-03-09T04:59:59.999Z').thenMatching({ data: { ...week, from: '2026-02-23', to: '2026-03-01' } });
    due('2026-03-09T05:00:00.000Z').then(requested);
    due('2026-03-09T05:00:00.000Z', [requested]).thenNothing();
    due('2026-03-15T22:00:00.000Z', [requested]).thenNothing();
    due('2026-03-16T05:00:00.000Z', [requested]).thenMatching({ data: { from: '2026-03-09' } });
  });

  it('comes late after downtime, for the latest period alone (C19)', () => {
    due('2026-03-09T08:10:00.000Z').then(requested);
    due('2026-03-30T08:10:00.000Z', [requested]).thenMatching({
      data: { from: '2026-03-23', to: '2026-03-29', dueOn: '2026-03-30' },
    });
  });

  it('comes once when clocks jump ahead and back', () => {
    const ahead = due('2026-03-16T05:00:00.000Z', [requested]);
    ahead.thenMatching({ data: { dueOn: '2026-03-16' } });
    const jumped = event(ReportRequested, {
      ...requested.data,
      from: '2026-03-09',
      to: '2026-03-15',
      dueOn: '2026-03-16',
    });
    due('2026-03-09T05:00:00.000Z', [jumped]).thenNothing();
    due('2026-03-16T05:00:00.000Z', [jumped]).thenNothing();
  });

  it('comes once for a week whose weekday was changed after it', () => {
    const wednesday = { ...schedule, weekday: 3, timedAt: '2026-03-09T09:00:00.000Z' };
    due('2026-03-11T05:00:00.000Z', [requested], wednesday).thenNothing();
    due('2026-03-18T05:00:00.000Z', [requested], wednesday).thenMatching({ data: { from: '2026-03-09' } });
  });

  it('is none of a time before its schedule was there, and of one that is gone', () => {
    due('2026-03-09T12:00:00.000Z', [], { ...schedule, timedAt: '2026-03-09T11:00:00.000Z' }).thenNothing();
    given(reports)
      .when(requestDueReport, { scheduleId }, { facts: { schedule: undefined, today: '2026-03-09', latest: null } })
      .thenNothing();
  });
});

describe('a report that is asked for', () => {
  const ask = (past: readonly ReportEvent[] = [], facts = at('2026-03-10T08:00:00.000Z')) =>
    given(reports, ...past).when(sendReport, { scheduleId }, { facts });
  const asked = event(ReportRequested, { ...requested.data, cause: 'user', dueOn: null });

  it('is of the last period that is over, again and again, and does not take the place of one that is due', () => {
    ask().then(asked);
    ask([requested]).then(asked);
    due('2026-03-09T05:00:00.000Z', [asked]).then(requested);
  });

  it('is refused without a schedule, and where enough wait', () => {
    ask([], { schedule: undefined, today: '2026-03-10', latest: null }).thenRefused('NOT_FOUND');
    const waiting = Array.from({ length: 5 }, (_, n) => ({ ...asked, data: { ...asked.data, reportId: `r${n}` } }));
    ask(waiting).thenRefused('LIMIT_REACHED');
  });
});

it('a report is settled once, by the first who has made it', () => {
  const of = { scheduleId, reportId };
  const made = { ...of, objectId: GIVEN.newId('object'), recipients: [] };
  const failed = { ...of, name: 'Filling', ownerId: schedule.ownerId, code: 'X' };
  const past = event(ReportMade, { ...made, ...week });
  given(reports, requested).when(settleReport, made).then(past);
  given(reports, requested)
    .when(settleReport, failed)
    .then(event(ReportFailed, { ...failed, ...week }));
  given(reports, requested, past).when(settleReport, failed).thenNothing();
  given(reports).when(settleReport, made).thenNothing();
});
