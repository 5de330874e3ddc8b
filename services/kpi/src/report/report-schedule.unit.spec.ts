import { event } from '#contracts/declare/event';
import { parse } from '#contracts/declare/validation';
import type { DomainError } from '#contracts/errors';
import { CreateReportSchedule } from '#contracts/kpi/create-report-schedule';
import {
  ReportFailed,
  ReportMade,
  ReportRequested,
  ReportScheduleChanged,
  ReportScheduleCreated,
  ReportScheduleDeleted,
  ReportUnsubscribed,
} from '#contracts/kpi/report-events';
import { MAX_REPORT_SCHEDULES } from '#contracts/kpi/report-schedule';
import { folding } from '#libs/testing/folding';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { linesNamed } from '../line/lines.fixture';
import type { ReportFacts } from './report-schedule-rules';
import { ReportScheduleRow } from './report-schedule.entity';
import { reportScheduleProjection } from './report-schedule.projection';
import { reportSchedules } from './report-schedules';
import { changeReportSchedule, createReportSchedule, deleteReportSchedule, unsubscribe } from './write-report-schedule';

const [LINE, ADA, BOB] = [GIVEN.newId('line'), GIVEN.newId('ada'), GIVEN.newId('bob')] as const;
const scheduleId = GIVEN.newId('report-schedule');
const facts: ReportFacts = { lines: linesNamed(LINE), users: new Set([ADA, BOB]) };

const values = {
  name: 'Filling',
  frequency: 'weekly',
  weekday: 1,
  dayOfMonth: null,
  time: '06:00',
  kpis: ['oee'],
  lineIds: null,
  areas: null,
  groupBy: ['line'],
  recipients: [ADA, BOB],
} as const;
const created = event(ReportScheduleCreated, { scheduleId, ownerId: GIVEN.actor.id, ...values });
const said = { name: 'Filling', frequency: 'weekly', weekday: 1, time: '06:00', kpis: ['oee'], recipients: [ADA, BOB] };
const create = (more: object, from = said) =>
  given(reportSchedules).when(createReportSchedule, { ...from, ...more } as CreateReportSchedule, { facts });
const change = (more: object) =>
  given(reportSchedules, created).when(changeReportSchedule, { scheduleId, ...more }, { facts });

describe('a schedule of a report', () => {
  it('is of all lines and by line by default, and its owner is the caller', () => {
    create({}).then(created);
    create({ recipients: [ADA, BOB, ADA], lineIds: [LINE, LINE] }).thenMatching({
      data: { recipients: [ADA, BOB], lineIds: [LINE] },
    });
  });

  it('refuses lines, areas and users that are not there', () => {
    create({ lineIds: [GIVEN.newId('nowhere')] }).thenRefused('NOT_FOUND');
    create({ areas: ['Filling'] }).thenRefused('NOT_FOUND');
    create({ recipients: [ADA, GIVEN.newId('nobody')] }).thenRefused('NOT_FOUND');
  });

  it('refuses a key figure that its groups do not fit', () => {
    create({ kpis: ['oee', 'otd_gross'] }).thenRefused('VALIDATION_FAILED');
    create({ kpis: ['otd_gross'], groupBy: [] }).thenMatching({ data: { groupBy: [] } });
    create({ kpis: ['otd_gross'], groupBy: [], lineIds: [LINE] }).thenRefused('VALIDATION_FAILED');
    create({ kpis: ['bradford'], groupBy: [] }).thenRefused('VALIDATION_FAILED');
  });

  it('refuses more than an organisation may have', () => {
    const full = Array.from({ length: MAX_REPORT_SCHEDULES }, (_, at) => ({
      ...created,
      data: { ...created.data, scheduleId: `s${at}` },
    }));
    given(reportSchedules, ...full)
      .when(createReportSchedule, said as CreateReportSchedule, { facts })
      .thenRefused('LIMIT_REACHED');
  });

  it.each([
    [{ weekday: undefined }, '/weekday'],
    [{ frequency: 'daily' }, '/weekday'],
    [{ dayOfMonth: 3 }, '/dayOfMonth'],
    [{ frequency: 'monthly', weekday: undefined }, '/dayOfMonth'],
    [{ lineIds: [LINE], areas: ['A'] }, '/areas'],
    [{ time: '24:00' }, '/time'],
    [{ kpis: ['oee', 'oee'] }, '/kpis'],
    [{ kpis: [] }, '/kpis'],
    [{ groupBy: ['employee'] }, '/groupBy/0'],
    [{ recipients: [] }, '/recipients'],
  ])('a request with %j is refused at %s', (more, pointer) => {
    const request = Object.fromEntries(Object.entries({ ...said, ...more }).filter(([, value]) => value !== undefined));
    const refused = (): string => {
      try {
        parse(CreateReportSchedule, request);
        return 'taken';
      } catch (error) {
        return (error as DomainError).fields[0]?.pointer ?? '';
      }
    };
    expect(refused()).toBe(pointer);
  });
});

describe('a change of a schedule', () => {
  it('keeps what it does not name, and records all values', () => {
    change({ time: '07:00' }).then(event(ReportScheduleChanged, { scheduleId, ...values, time: '07:00' }));
    change({ frequency: 'daily', weekday: null }).thenMatching({ data: { frequency: 'daily', weekday: null } });
    change({ name: 'Filling' }).thenNothing();
  });

  it('refuses values that do not fit what stays', () => {
    change({ frequency: 'daily' }).thenRefused('VALIDATION_FAILED');
    change({ kpis: ['otd_gross'] }).thenRefused('VALIDATION_FAILED');
    change({ recipients: [GIVEN.newId('nobody')] }).thenRefused('NOT_FOUND');
  });

  it('is not kept back by a recipient who has left', () => {
    given(reportSchedules, created)
      .when(changeReportSchedule, { scheduleId, name: 'X' }, { facts: { ...facts, users: new Set([BOB]) } })
      .thenMatching({ data: { name: 'X', recipients: [ADA, BOB] } });
  });

  it('of one that is not there is refused', () => {
    given(reportSchedules).when(changeReportSchedule, { scheduleId }, { facts }).thenRefused('NOT_FOUND');
    given(reportSchedules).when(deleteReportSchedule, { scheduleId }).thenRefused('NOT_FOUND');
    given(reportSchedules, created)
      .when(deleteReportSchedule, { scheduleId })
      .then(event(ReportScheduleDeleted, { scheduleId, name: 'Filling' }));
  });
});

it('a recipient unsubscribes once, from a schedule that is there', () => {
  const ended = event(ReportUnsubscribed, { scheduleId, userId: ADA });
  given(reportSchedules, created).when(unsubscribe, { scheduleId, userId: ADA }).then(ended);
  given(reportSchedules, created, ended).when(unsubscribe, { scheduleId, userId: ADA }).thenNothing();
  given(reportSchedules).when(unsubscribe, { scheduleId, userId: ADA }).thenNothing();
});

describe('the list of schedules', () => {
  const period = { from: '2026-03-02', to: '2026-03-08' };
  const first = { scheduleId, reportId: GIVEN.newId('r1'), ...period };
  const second = { scheduleId, reportId: GIVEN.newId('r2'), ...period };
  const requested = (of: typeof first, dueOn: string | null) =>
    event(ReportRequested, { ...of, cause: dueOn === null ? 'user' : 'schedule', dueOn });
  const rowOf = (...events: Parameters<typeof folding>[1][]) =>
    folding(reportScheduleProjection, created, ...events).rowOf(ReportScheduleRow);

  it('shows the last report, whatever an earlier one has come to', () => {
    expect(rowOf()).toMatchObject({ lastStatus: null, dueOn: null });
    const made = event(ReportMade, { ...first, objectId: GIVEN.newId('object'), recipients: [ADA] });
    expect(rowOf(requested(first, '2026-03-09'), made)).toMatchObject({ lastStatus: 'made', dueOn: '2026-03-09' });
    expect(rowOf(requested(first, '2026-03-09'), requested(second, null), made)).toMatchObject({
      lastReportId: second.reportId,
      lastStatus: 'requested',
      dueOn: '2026-03-09',
    });
    const failed = event(ReportFailed, { ...first, name: 'Filling', ownerId: ADA, code: 'X' });
    expect(rowOf(requested(first, null), failed)).toMatchObject({ lastStatus: 'failed', lastCode: 'X', dueOn: null });
  });

  it('shows changed values and those who unsubscribed, and nothing of a deleted one', () => {
    const changed = event(ReportScheduleChanged, { scheduleId, ...values, name: 'X' });
    const row = rowOf(changed, event(ReportUnsubscribed, { scheduleId, userId: ADA }));
    expect(row).toMatchObject({ name: 'X', recipients: [BOB] });
    expect(rowOf(event(ReportScheduleDeleted, { scheduleId, name: 'X' }))).toBeUndefined();
  });
});
