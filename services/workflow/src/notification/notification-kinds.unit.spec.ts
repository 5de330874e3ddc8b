import { event, type DomainEvent } from '#contracts/declare/event';
import { ImportFinished } from '#contracts/imports/import-events';
import { StockAlertRaised } from '#contracts/inventory/alert-events';
import { PaymentExpiryAnnounced } from '#contracts/inventory/payment-events';
import { KpiAlertRaised } from '#contracts/kpi/kpi-alert-events';
import { ReportFailed } from '#contracts/kpi/report-events';
import { AbsenceSet } from '#contracts/workflow/absence-events';
import { InboxTaskReassigned } from '#contracts/workflow/inbox-events';
import { HrSourceAlarmRaised } from '#contracts/workflow/hr-source-events';
import { TaskAssigned, TaskCommented } from '#contracts/workflow/task-events';
import { parse } from '#contracts/declare/validation';
import { RaiseNotification } from '#contracts/workflow/raise-notification';
import type { Recorded } from '#libs/event-sourcing';
import { GIVEN } from '#libs/testing/given-when-then';
import { notificationKind } from './notification-kind';
import { NOTIFICATION_KINDS, isNotificationKind, mailChoice } from './notification-kinds';
import { notifyReactor } from './notify.reactor';

const [ADA, BOB, THING] = [GIVEN.newId('ada'), GIVEN.newId('bob'), GIVEN.newId('thing')] as const;

const recorded = (made: DomainEvent, actorId = ADA) =>
  ({ ...made, id: GIVEN.newId('event'), metadata: { actorId } }) as unknown as Recorded;

/** The commands of a kind's reactor, as they are valid on the bus. */
const raised = (kind: string, made: DomainEvent, actorId?: string): readonly RaiseNotification[] => {
  const declared = NOTIFICATION_KINDS.find(({ name }) => name === kind);
  if (!declared) throw new Error(`no kind ${kind}`);
  return notifyReactor(declared)
    .react(recorded(made, actorId))
    .map(({ payload }) => parse(RaiseNotification, payload));
};

it('tells the assignee of a task and of comments on it, unless they did it themselves', () => {
  const of = { taskId: THING, domainId: GIVEN.newId('domain') };
  const assigned = event(TaskAssigned, { ...of, userId: BOB });
  expect(raised('task-assigned', assigned)).toMatchObject([{ to: { userIds: [BOB] }, about: { id: THING } }]);
  expect(raised('task-assigned', assigned, BOB)).toEqual([]);
  expect(raised('task-assigned', event(TaskAssigned, { ...of, userId: null }))).toEqual([]);
  const comment = {
    ...of,
    commentId: GIVEN.newId('comment'),
    text: 'The second door sticks.',
    authorId: ADA,
    assigneeId: BOB,
  };
  expect(raised('task-commented', event(TaskCommented, comment))).toMatchObject([{ to: { userIds: [BOB] } }]);
  expect(raised('task-commented', event(TaskCommented, comment), BOB)).toEqual([]);
});

it('tells a deputy for whom they stand in, and when', () => {
  const set = event(AbsenceSet, { userId: ADA, fromOn: '2026-07-01', toOn: '2026-07-14', deputyId: BOB });
  expect(raised('deputy', set)).toMatchObject([
    { to: { userIds: [BOB] }, forUserId: ADA, text: expect.stringContaining('2026-07-01 to 2026-07-14') as string },
  ]);
});

it('tells those who manage sources of HR events what is wrong with one', () => {
  const nothing = { lastDeliveryAt: null, usualGapSeconds: null, failures: 10 };
  const alarm = event(HrSourceAlarmRaised, { sourceId: THING, alarm: 'failures', ...nothing });
  expect(raised('hr-source-alarm', alarm)).toMatchObject([
    { about: { type: 'hr_source', id: THING }, to: { userIds: [], permission: 'workflow.source.manage' } },
  ]);
});

const alert = {
  alertId: GIVEN.newId('alert'),
  kind: 'expiring',
  itemId: THING,
  itemNumber: 'A-1',
  itemName: 'Butter',
  unit: 'kg',
  level: '2.000',
  min: null,
  lotNumber: 'L-7',
  expiresOn: '2026-04-28',
  asOf: GIVEN.now,
  told: [ADA, BOB].map((userId) => ({ subscriptionId: GIVEN.newId(userId), userId })),
} as const;

it('a stock alert is for the users that it tells', () => {
  expect(raised('stock-alert', event(StockAlertRaised, alert))).toMatchObject([
    { cause: alert.alertId, title: 'Lot L-7 of A-1 expires on 2026-04-28', to: { userIds: [ADA, BOB] } },
  ]);
});

it('an announcement is one cause for each term and stage', () => {
  const announced = { productId: THING, serviceId: BOB, termEndsOn: '2026-04-28', renews: false } as const;
  const causes = (['7_days', 'expired'] as const).flatMap((stage) =>
    raised('payment-expiry', event(PaymentExpiryAnnounced, { ...announced, stage })).map(({ cause, title }) => [
      cause,
      title,
    ]),
  );
  expect(causes).toEqual([
    [`${THING}/2026-04-28/7_days`, '{product}: the payment ends on 2026-04-28'],
    [`${THING}/2026-04-28/expired`, '{product}: the payment ended on 2026-04-28'],
  ]);
});

it('an import that no user started notifies nobody', () => {
  const finished = event(ImportFinished, { importId: THING, outcome: 'done', code: null, reason: null });
  expect(raised('import-finished', finished)).toMatchObject([{ title: 'Your import is done', to: { userIds: [ADA] } }]);
  expect(raised('import-finished', finished, 'service:inventory')).toEqual([]);
});

it('a report that could not be made is told to the owner of its schedule alone', () => {
  const of = { scheduleId: THING, reportId: GIVEN.newId('report'), from: '2026-03-02', to: '2026-03-02' };
  const failed = event(ReportFailed, { ...of, name: 'Filling', ownerId: BOB, code: 'REPORT_NOT_RENDERED' });
  expect(raised('report-failed', failed)).toMatchObject([
    {
      cause: of.reportId,
      title: 'The report "Filling" could not be made: REPORT_NOT_RENDERED',
      to: { userIds: [BOB], roles: [], permission: null },
    },
  ]);
  expect(raised('report-failed', { ...failed, data: { ...failed.data, ownerId: 'service:kpi' } })).toEqual([]);
});

it('an alert of a missed target is told to those whom it names, else to all who may read key figures', () => {
  const of = {
    kpi: 'oee',
    lineId: THING,
    lineCode: 'L-1',
    product: null,
    area: null,
    grain: 'day',
    periods: 3,
  } as const;
  const figure = {
    from: '2026-03-02',
    to: '2026-03-04',
    value: '61.20',
    unit: '%',
    amber: '75.00',
    asOf: GIVEN.now,
  } as const;
  const notices = [[BOB], null].map((told) =>
    raised('kpi-alert', event(KpiAlertRaised, { alertId: THING, ...of, ...figure, told })),
  );
  expect(notices).toMatchObject([
    [
      {
        cause: THING,
        title: 'oee of L-1 is red: 61.20 %',
        text: 'For 3 days with a figure in a row, 2026-03-02 to 2026-03-04. From 75.00 % on it would be amber.',
        to: { userIds: [BOB], permission: null },
      },
    ],
    [{ to: { userIds: [], permission: 'kpi.read' } }],
  ]);
});

it('a task that is reassigned is told to its holder, else to its candidates', () => {
  const none = { userId: null, role: null, employeeId: null, serviceId: null };
  const candidates = [
    { ...none, kind: 'role', role: 'admin' },
    { ...none, kind: 'service_admins', serviceId: THING },
    { ...none, kind: 'manager', userId: BOB, employeeId: THING },
  ] as const;
  const reassigned = (holderId: string | null) =>
    event(InboxTaskReassigned, { taskId: THING, caseId: null, userId: ADA, forUserId: null, holderId, candidates });
  expect(raised('inbox-task', reassigned(BOB))).toMatchObject([{ to: { userIds: [BOB], roles: [], assigned: [] } }]);
  expect(raised('inbox-task', reassigned(null))).toMatchObject([
    { cause: GIVEN.newId('event'), to: { userIds: [BOB], roles: ['admin'], assigned: [THING] } },
  ]);
});

it('each kind has a name of its own and a usual mail, which a choice replaces', () => {
  const names = NOTIFICATION_KINDS.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, mail } of NOTIFICATION_KINDS) {
    expect([isNotificationKind(name), mailChoice(name, new Map())]).toEqual([true, mail]);
    expect(mailChoice(name, new Map([[name, 'none']]))).toBe('none');
  }
  expect(() => notificationKind({ name: 'Bad Name', description: '', mail: 'none', on: [] })).toThrow('Bad Name');
});
