import { randomUUID } from 'node:crypto';
import { MembershipDeactivated, MembershipRolesSet } from '#contracts/auth/membership-events';
import type { Created } from '#contracts/created';
import { event } from '#contracts/declare/event';
import type { Page } from '#contracts/declare/list-request';
import { DomainError } from '#contracts/errors';
import { ChangeReportSchedule } from '#contracts/kpi/change-report-schedule';
import { CreateLine } from '#contracts/kpi/create-line';
import { CreateReportSchedule } from '#contracts/kpi/create-report-schedule';
import { DeleteReportSchedule } from '#contracts/kpi/delete-report-schedule';
import { GetKpis, type KpiItem, type KpiTotals } from '#contracts/kpi/get-kpis';
import { GetReportSchedule, type ReportScheduleDetails } from '#contracts/kpi/get-report-schedule';
import { ListReportSchedules } from '#contracts/kpi/list-report-schedules';
import { RecordProduction } from '#contracts/kpi/record-production';
import { RecordStop } from '#contracts/kpi/record-stop';
import { SendReport, type RequestedReport } from '#contracts/kpi/send-report';
import { SetKpiTarget } from '#contracts/kpi/set-kpi-target';
import { SetProductStandard } from '#contracts/kpi/set-product-standard';
import { SetShiftCalendar } from '#contracts/kpi/set-shift-calendar';
import { UnsubscribeReport } from '#contracts/kpi/unsubscribe-report';
import { eventually } from '#libs/testing/eventually';
import type { ReceivedMail } from '#libs/testing/smtp-server';
import { ChartsNotDrawn } from './chart-images.adapter';
import { dayAnswer } from './report.fixture';
import type { ReportQuestion } from './report-figures';
import { reportFiguresOf } from './report-figures.provider';
import { TestReports } from './reports.fixture';
import { sendDueReportsJob } from './send-due-reports.job';

/** In Berlin it is 05:59 on the Monday after the clocks changed. */
const BEFORE = '2026-03-30T03:59:00.000Z';
const LATE = '2026-03-30T07:10:00.000Z';
const SUNDAY = '2026-03-29';

let service: TestReports;
let tenantId: string;
let line: { readonly id: string; readonly code: string };

beforeAll(async () => {
  service = await TestReports.open();
});
afterAll(async () => {
  await service.images.close();
  await service.close();
});
beforeEach(async () => {
  tenantId = await service.organization();
  service.questions.length = 0;
  line = { id: (await ask<Created>(CreateLine, { code: 'L-1', name: 'One' })).id, code: 'L-1' };
  await ask<Created>(CreateLine, { code: 'L-2', name: 'Two' });
  service.figures = ({ kpis, grain }) => dayAnswer(SUNDAY, kpis, [line])[grain === 'total' ? 'table' : 'trend'];
});

function ask<Answer extends object>(contract: new () => object, payload: object, by: object = {}): Promise<Answer> {
  return service.ask<Answer>(contract, payload, { tenantId, ...by });
}

const DAILY = { name: 'Filling', frequency: 'daily', time: '06:00', kpis: ['availability', 'oee'] };
const schedule = async (recipients: readonly string[], more: object = {}, now = new Date().toISOString()) =>
  (await ask<Created>(CreateReportSchedule, { ...DAILY, recipients, ...more }, { now })).id;
const details = (scheduleId: string) => ask<ReportScheduleDetails>(GetReportSchedule, { scheduleId });
const hasStatus = (scheduleId: string, status: string) =>
  eventually(async () => (await details(scheduleId)).lastReport?.status === status);
const isMailed = (userId: string, count = 1) => eventually(() => service.mailsTo(userId).length === count);

/** The text of a mail without the line ends of its transfer encoding. */
const textOf = ({ source }: ReceivedMail) => source.replaceAll('=\r\n', '').replaceAll('=3D', '=');
const tokenOf = (mail: ReceivedMail) =>
  /\/report-unsubscriptions\/([\w-]+)>/.exec(mail.header('list-unsubscribe') ?? '')?.[1];

it('a report that was due while nothing ran is mailed once, late, with its period in the subject (C19)', async () => {
  const ada = await service.user(tenantId);
  const scheduleId = await schedule([ada], {}, '2026-01-01T00:00:00.000Z');
  await service.caughtUp();
  const jobs = await service.runJobs({ jobs: [sendDueReportsJob], now: '2026-03-30T03:00:00.000Z' });
  try {
    await jobs.at(BEFORE, sendDueReportsJob, 1);
    await isMailed(ada);
    await jobs.at(LATE, sendDueReportsJob, 2);
    await isMailed(ada, 2);
    await jobs.at('2026-03-30T07:11:00.000Z', sendDueReportsJob, 3);
  } finally {
    await jobs.stop();
  }
  expect(service.mailsTo(ada).map((mail) => mail.header('subject'))).toEqual([
    'Works: Filling, 2026-03-28',
    `Works: Filling, ${SUNDAY}`,
  ]);
  const types = (await service.recorded('kpi.reports', { tenantId, id: scheduleId })).map(({ type }) => type);
  expect(types).toEqual(['ReportRequested', 'ReportMade', 'ReportRequested', 'ReportMade']);
});

it('a mail has the figures as a table, charts by content id with their figure as text, and a CSV (C20)', async () => {
  const ada = await service.user(tenantId);
  const scheduleId = await schedule([ada]);
  const { from, to } = await ask<RequestedReport>(SendReport, { scheduleId });
  service.figures = ({ kpis, grain }) => dayAnswer(from, kpis, [line])[grain === 'total' ? 'table' : 'trend'];
  await isMailed(ada);
  const [mail] = service.mailsTo(ada) as [ReceivedMail];
  const text = textOf(mail);
  expect(mail.header('subject')).toBe(`Works: Filling, ${to}`);
  expect(text).toContain('<td align="right">81.11 %</td>');
  expect(text).toContain('Nothing was recorded in this period for: L-2.');
  expect(text).toMatch(/<img src="cid:oee\.png@opsledger" alt="Overall equipment effectiveness of [\d-]+: 81\.11 %/);
  expect(mail.source).toMatch(/Content-Type: image\/png; name=oee\.png/);
  expect(mail.source).toMatch(/Content-Id: <oee\.png@opsledger>/i);
  expect(mail.source).toMatch(new RegExp(`Content-Disposition: attachment; filename=report-${to}\\.csv`));
  expect(text).not.toMatch(/<svg|data:image/);
  expect(service.questions).toMatchObject([
    { tenantId, kpis: DAILY.kpis, lineIds: null, area: null, grain: 'total', groupBy: ['line'], period: { from, to } },
    { grain: 'day', groupBy: [], countedBy: ['line'], period: { to } },
  ]);
});

it('only those get it who may read figures when it is sent, and who want it', async () => {
  const [ada, gone, barred, unwilling] = [
    await service.user(tenantId),
    await service.user(tenantId),
    await service.user(tenantId),
    await service.user(tenantId),
  ];
  const scheduleId = await schedule([ada, gone, barred, unwilling]);
  await service.members(
    tenantId,
    event(MembershipDeactivated, { membershipId: gone, organizationId: tenantId }),
    event(MembershipRolesSet, { membershipId: barred, organizationId: tenantId, roles: [] }),
  );
  await ask(SendReport, { scheduleId });
  await isMailed(unwilling);
  await isMailed(ada);
  const [mail] = service.mailsTo(unwilling) as [ReceivedMail];
  expect(mail.header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
  const token = tokenOf(mail) ?? '';
  expect(textOf(mail)).toContain(`/report-unsubscription#token=${token}`);
  await expect(ask(UnsubscribeReport, { token: `${token.slice(0, -2)}AA` })).rejects.toMatchObject({
    code: 'LINK_INVALID',
  });
  // It is a segment of a path, of which routers take 100 characters.
  expect(token.length).toBeLessThanOrEqual(100);
  // No session, and no organisation: the gateway sends it as itself, with the address of whoever clicked.
  const clicked = {
    actor: { id: 'service:gateway', type: 'service', roles: [] },
    ip: '203.0.113.9',
    userAgent: 'Mail',
  } as const;
  for (let time = 0; time < 2; time++) await service.ask(UnsubscribeReport, { token }, clicked);
  await service.caughtUp();
  expect((await details(scheduleId)).recipients).toEqual([ada, gone, barred]);
  await ask(SendReport, { scheduleId });
  await isMailed(ada, 2);
  expect([gone, barred, unwilling].map((id) => service.mailsTo(id).length)).toEqual([0, 0, 1]);
});

describe('a report that cannot be made', () => {
  it.each([
    [
      'its charts cannot be drawn',
      'REPORT_NOT_RENDERED',
      () => {
        jest.spyOn(service.images, 'draw').mockRejectedValueOnce(new ChartsNotDrawn('no'));
      },
    ],
    [
      'its figures are refused',
      'VALIDATION_FAILED',
      () => {
        service.figures = () => Promise.reject(new DomainError('VALIDATION_FAILED'));
      },
    ],
  ])('since %s is told to the owner, and not to the list', async (_, code, breakIt) => {
    const ada = await service.user(tenantId);
    const scheduleId = await schedule([ada]);
    breakIt();
    await ask(SendReport, { scheduleId });
    await hasStatus(scheduleId, 'failed');
    const { lastReport, ownerId } = await details(scheduleId);
    expect(lastReport).toMatchObject({ code });
    const history = await service.recorded('kpi.reports', { tenantId, id: scheduleId });
    expect(history.at(-1)).toMatchObject({ type: 'ReportFailed', data: { ownerId, name: 'Filling' } });
    expect(service.mailsTo(ada)).toEqual([]);
  });

  it('now, since something is away, is made when it is back', async () => {
    const ada = await service.user(tenantId);
    const scheduleId = await schedule([ada]);
    const { figures } = service;
    let tries = 0;
    service.figures = (question) => {
      if (++tries < 3) throw new DomainError('SERVICE_UNAVAILABLE');
      return figures(question);
    };
    await ask(SendReport, { scheduleId });
    await isMailed(ada);
    await hasStatus(scheduleId, 'made');
    expect((await details(scheduleId)).lastReport).toMatchObject({ code: null });
  });
});

it('schedules are read, listed, changed and deleted, and one has an entity tag', async () => {
  const [ada, bob] = [await service.user(tenantId), await service.user(tenantId)];
  const scheduleId = await schedule([ada], { lineIds: [line.id] });
  await schedule([bob], { name: 'Areas', frequency: 'monthly', dayOfMonth: 31, kpis: ['otd_gross'], groupBy: [] });
  expect(await details(scheduleId)).toMatchObject({
    ...DAILY,
    lineIds: [line.id],
    groupBy: ['line'],
    lastReport: null,
  });
  await ask(ChangeReportSchedule, { scheduleId, frequency: 'weekly', weekday: 5, recipients: [ada, bob] });
  const listed = (filters: object) => ask<Page<ReportScheduleDetails>>(ListReportSchedules, filters);
  expect((await listed({})).items.map(({ name }) => name)).toEqual(['Areas', 'Filling']);
  expect((await listed({ frequency: 'weekly' })).items).toMatchObject([{ weekday: 5, recipients: [ada, bob] }]);
  await expect(schedule([randomUUID()])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await ask(DeleteReportSchedule, { scheduleId });
  expect((await listed({})).items).toHaveLength(1);
  await expect(ask(SendReport, { scheduleId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

describe('the figures of a report', () => {
  const DATE = '2026-03-02';
  const kpis = ['availability', 'oee', 'mtbf'] as const;
  const figures = (more: Partial<ReportQuestion> = {}) =>
    reportFiguresOf(service.parts)({
      tenantId,
      period: { from: DATE, to: DATE },
      grain: 'total',
      groupBy: ['line'],
      countedBy: ['line'],
      kpis,
      lineIds: null,
      area: null,
      asOf: new Date().toISOString(),
      ...more,
    });
  const asked = (more: object = {}) =>
    ask<Page<KpiItem> & KpiTotals>(GetKpis, {
      from: DATE,
      to: DATE,
      groupBy: 'line',
      kpi: kpis.join(','),
      ...more,
    });
  /** All but the name, which holds the moment. */
  const told = (values: readonly object[]) => values.map((value) => ({ ...value, lineage: undefined }));
  const toldAll = ({
    items,
    totals,
  }: {
    items: readonly { values: readonly object[] }[];
    totals: readonly object[];
  }) => ({
    items: items.map((item) => ({ ...item, values: told(item.values) })),
    totals: told(totals),
  });
  let lineIds: readonly string[];

  beforeEach(async () => {
    const shift = { name: 'Early', weekdays: [1, 2, 3, 4, 5, 6, 7], start: '06:00', end: '14:00' };
    await ask(SetShiftCalendar, { validFrom: '2026-01-01', shifts: [shift] });
    await ask(SetProductStandard, { product: 'P-1', validFrom: '2026-01-01', runSeconds: '30.000000' });
    const made = ['F-1', 'F-2', 'F-3'].map(async (code, at) => {
      const { id: lineId } = await ask<Created>(CreateLine, {
        code,
        name: code,
        area: 'Filling',
        constraint: at === 0,
      });
      const told = { lineId, date: DATE, shift: 'Early', product: 'P-1', good: `${100 + 100 * at}.000` };
      await ask(RecordProduction, told);
      await ask(RecordStop, { lineId, from: `${DATE}T06:00:00.000Z`, to: `${DATE}T0${7 + at}:00:00.000Z` });
      return lineId;
    });
    lineIds = await Promise.all(made);
    await ask(SetKpiTarget, { kpi: 'oee', validFrom: '2026-01-01', green: '85.00', amber: '40.00' });
  });

  it('are the texts of GET kpis, of all lines, of one, and of an area by the line that stands for it (C2)', async () => {
    expect(toldAll(await figures())).toEqual(toldAll(pick(await asked())));
    const [lineId = ''] = lineIds;
    expect(toldAll(await figures({ lineIds: [lineId] }))).toEqual(toldAll(pick(await asked({ lineId }))));
    const ofArea = { groupBy: [], countedBy: [], area: 'Filling' } as const;
    const { totals } = await ask<KpiTotals>(GetKpis, { from: DATE, to: DATE, kpi: kpis.join(','), area: 'Filling' });
    expect(told((await figures(ofArea)).totals)).toEqual(told(totals));
  });

  it('of several lines are a ratio of their sums, in the table as in the chart', async () => {
    const two = lineIds.slice(0, 2);
    const table = await figures({ lineIds: two });
    expect(new Set(table.items.map(({ group }) => group.lineCode))).toEqual(new Set(['F-1', 'F-2']));
    // 420 and 360 of 480 minutes.
    expect(table.totals[0]).toMatchObject({ kpi: 'availability', value: '81.25', numerator: '46800' });
    expect(table.totals[1]).toMatchObject({ kpi: 'oee', target: { green: '85.00', amber: '40.00' } });
    const trend = await figures({ lineIds: two, groupBy: [], grain: 'day' });
    expect(trend.items.map(({ values }) => told(values))).toEqual([told(table.totals)]);
  });
});

const pick = ({ items, totals }: Page<KpiItem> & KpiTotals) => ({ items, totals });
