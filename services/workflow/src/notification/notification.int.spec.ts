import { randomUUID } from 'node:crypto';
import { MembershipAssignmentsSet, MembershipDeactivated } from '#contracts/auth/membership-events';
import { event } from '#contracts/declare/event';
import { ImportFinished } from '#contracts/imports/import-events';
import { StockAlertRaised } from '#contracts/inventory/alert-events';
import { PaymentExpiryAnnounced } from '#contracts/inventory/payment-events';
import { ProductAdded } from '#contracts/inventory/product-events';
import { ServiceCreated } from '#contracts/inventory/service-events';
import { GetNotificationPreferences } from '#contracts/workflow/get-notification-preferences';
import { AbsenceSet } from '#contracts/workflow/absence-events';
import type { TaskCandidate } from '#contracts/workflow/inbox-events';
import { MarkNotifications } from '#contracts/workflow/mark-notifications';
import type { NotificationDigestMade, NotificationRaised } from '#contracts/workflow/notification-events';
import { RemindOfInbox } from '#contracts/workflow/remind-of-inbox';
import { SendDigests } from '#contracts/workflow/send-digests';
import { SetNotificationPreferences } from '#contracts/workflow/set-notification-preferences';
import { eventually } from '#libs/testing/eventually';
import { TestNotifications, roleCandidate, type TestUser } from './notification.fixture';

let service: TestNotifications;
beforeAll(async () => {
  service = await TestNotifications.open();
});
afterAll(() => service.close());

const WORKFLOW = { id: 'service:workflow', type: 'service', roles: [] } as const;

/** A stock alert as inventory records it, for these users by these subscriptions. */
async function alerted(tenantId: string, ...told: readonly TestUser[]) {
  const itemId = randomUUID();
  const alert = {
    alertId: randomUUID(),
    kind: 'below_min',
    itemId,
    itemNumber: `A-${itemId.slice(0, 8)}`,
    itemName: 'Flour',
    unit: 'kg',
    level: '5.000',
    min: '5.000',
    lotNumber: null,
    expiresOn: null,
    asOf: '2026-03-01T08:00:00.000Z',
    told: told.map(({ id: userId }) => ({ subscriptionId: randomUUID(), userId })),
  } as const;
  await service.append('inventory.stock_alert', { tenantId, id: itemId }, [event(StockAlertRaised, alert)]);
  return alert;
}

const raisedFor = async ({ tenantId, id }: TestUser) =>
  (await service.recorded('workflow.notifications', { tenantId, id })).map(({ type, data }) => ({ type, ...data }));

const notified = (user: TestUser, count = 1) => eventually(async () => (await raisedFor(user)).length >= count);

it('a stock alert notifies each user that it tells once, and nobody who is deactivated', async () => {
  const tenantId = await service.organization();
  const [ada, bob, cy] = [await service.user(tenantId), await service.user(tenantId), await service.user(tenantId)];
  await service.members(tenantId, event(MembershipDeactivated, { membershipId: cy.id, organizationId: tenantId }));
  const { itemId, itemNumber } = await alerted(tenantId, cy, ada, ada, bob);
  await notified(bob);
  await notified(ada);
  const { items, unread } = await service.notificationsOf(ada);
  expect(items).toEqual([
    {
      id: expect.any(String) as string,
      kind: 'stock-alert',
      title: `${itemNumber} is at its minimum: 5.000 kg`,
      text: 'Flour: 5.000 kg on hand, the minimum is 5.000.',
      about: { type: 'item', id: itemId },
      late: false,
      forUserId: null,
      createdAt: expect.any(String) as string,
      readAt: null,
    },
  ]);
  expect(unread).toBe(1);
  expect((await service.notificationsOf(bob)).items).toHaveLength(1);
  expect((await service.notificationsOf(cy)).items).toEqual([]);
});

it('an expiry notifies those who may see the payment, by the name of the product', async () => {
  const tenantId = await service.organization();
  const [serviceId, productId, other] = [randomUUID(), randomUUID(), randomUUID()];
  const admin = await service.user(tenantId, ['admin']);
  const assigned = await service.user(tenantId, ['product_admin']);
  const elsewhere = await service.user(tenantId, ['product_admin']);
  const viewer = await service.user(tenantId, ['viewer']);
  for (const [{ id: membershipId }, product] of [
    [assigned, productId],
    [elsewhere, other],
  ] as const) {
    const set = { membershipId, organizationId: tenantId, services: [], products: [product] };
    await service.members(tenantId, event(MembershipAssignmentsSet, set));
  }
  await service.append('inventory.service', { tenantId, id: serviceId }, [
    event(ServiceCreated, { serviceId, name: 'Mail', category: null, ownerId: null, url: null, note: null }),
    event(ProductAdded, { serviceId, productId, name: 'Mailboxes', plan: null, seats: null, ownerId: null }),
    event(PaymentExpiryAnnounced, { serviceId, productId, termEndsOn: '2026-04-28', stage: '7_days', renews: false }),
  ]);
  await notified(assigned);
  await notified(admin);
  expect((await service.notificationsOf(assigned)).items).toMatchObject([
    { kind: 'payment-expiry', title: 'Mailboxes: the payment ends on 2026-04-28', about: { id: productId } },
  ]);
  expect((await service.notificationsOf(elsewhere)).items).toEqual([]);
  expect((await service.notificationsOf(viewer)).items).toEqual([]);
});

it('an import notifies the user who started it', async () => {
  const tenantId = await service.organization();
  const [ada, bob] = [await service.user(tenantId), await service.user(tenantId)];
  const importId = randomUUID();
  const finished = event(ImportFinished, { importId, outcome: 'failed', code: 'DATE_AMBIGUOUS', reason: 'Which?' });
  await service.append('imports.batch', { tenantId, id: importId }, [finished], { context: { actor: ada.actor } });
  await notified(ada);
  expect((await service.notificationsOf(ada)).items).toMatchObject([
    { kind: 'import-finished', title: 'Your import failed: DATE_AMBIGUOUS' },
  ]);
  expect((await service.notificationsOf(bob)).items).toEqual([]);
});

it('are listed to their user alone, and marked by nobody else', async () => {
  const tenantId = await service.organization();
  const [ada, bob] = [await service.user(tenantId), await service.user(tenantId, ['admin'])];
  const mark = ({ actor }: TestUser, body: object) =>
    service.ask<{ marked: number }>(MarkNotifications, body, { tenantId, actor });
  await alerted(tenantId, ada);
  await alerted(tenantId, ada, bob);
  await notified(ada, 2);
  await notified(bob);
  const [, first] = (await service.notificationsOf(ada, { limit: 2 })).items;
  await expect(mark(bob, { notificationIds: [first?.id] })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    fields: [{ pointer: '/notificationIds/0' }],
  });
  expect(await mark(ada, { notificationIds: [first?.id] })).toEqual({ marked: 1 });
  expect(await service.notificationsOf(ada, { unread: false })).toMatchObject({
    items: [{ id: first?.id }],
    unread: 1,
  });
  expect((await service.notificationsOf(ada, { unread: true })).items).toHaveLength(1);
  expect(await mark(ada, {})).toEqual({ marked: 1 });
  expect(await mark(ada, {})).toEqual({ marked: 0 });
  expect(await mark(ada, { notificationIds: [first?.id], read: false })).toEqual({ marked: 1 });
  expect(await service.notificationsOf(ada)).toMatchObject({ unread: 1 });
  expect(await service.notificationsOf(bob)).toMatchObject({ unread: 1 });
});

describe('preferences', () => {
  const set = ({ tenantId, actor }: TestUser, preferences: readonly object[]) =>
    service.ask(SetNotificationPreferences, { preferences }, { tenantId, actor });
  const get = async ({ tenantId, actor }: TestUser) =>
    (await service.ask<{ preferences: object[] }>(GetNotificationPreferences, {}, { tenantId, actor })).preferences;

  it('are the usual ones until a user chooses, and only of kinds that there are', async () => {
    const ada = await service.user(await service.organization());
    expect(await get(ada)).toContainEqual(
      expect.objectContaining({ kind: 'stock-alert', mail: 'at_once', chosen: false }),
    );
    await set(ada, [{ kind: 'stock-alert', mail: 'none' }]);
    expect(await get(ada)).toContainEqual(expect.objectContaining({ kind: 'stock-alert', mail: 'none', chosen: true }));
    await expect(set(ada, [{ kind: 'weather', mail: 'none' }])).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      fields: [{ pointer: '/preferences/0/kind' }],
    });
    await set(ada, []);
    expect(await get(ada)).not.toContainEqual(expect.objectContaining({ chosen: true }));
  });

  it('gather the notifications of a day in one digest, of which a repeated run makes no second', async () => {
    const tenantId = await service.organization();
    const [ada, bob] = [await service.user(tenantId), await service.user(tenantId)];
    await set(ada, [{ kind: 'stock-alert', mail: 'daily' }]);
    await alerted(tenantId, ada, bob);
    await alerted(tenantId, ada);
    await notified(ada, 2);
    await notified(bob);
    await service.caughtUp();
    const send = (on: string) => service.ask<{ digests: number }>(SendDigests, { on }, { tenantId, actor: WORKFLOW });
    expect(await send('2026-03-29')).toEqual({ digests: 1 });
    expect(await send('2026-03-29')).toEqual({ digests: 0 });
    const [one, two, digest] = await raisedFor(ada);
    expect(digest).toMatchObject({
      type: 'NotificationDigestMade',
      notificationIds: [one, two].map((made) => (made as unknown as NotificationRaised).notificationId),
    });
    expect((digest as unknown as NotificationDigestMade).lines).toHaveLength(2);
    await service.caughtUp();
    expect(await send('2026-03-30')).toEqual({ digests: 0 });
  });
});

const task = (tenantId: string, title: string, dueOn: string | null, candidate: TaskCandidate) =>
  service.inboxTask(tenantId, { title, dueOn, candidates: [candidate] });
const named = ({ id }: TestUser) => ({ ...roleCandidate(null), kind: 'user', userId: id }) as const;

const remind = (tenantId: string, dueAt: string, now: string) =>
  service.ask<{ users: number }>(RemindOfInbox, { on: dueAt.slice(0, 10), dueAt }, { tenantId, actor: WORKFLOW, now });

describe('the reminder of a Monday', () => {
  it('comes once for each user, with what is a week overdue for the administrators, and says when it is late', async () => {
    const tenantId = await service.organization();
    const [admin, viewer] = [await service.user(tenantId, ['admin']), await service.user(tenantId)];
    await task(tenantId, 'Order a chair', '2026-06-05', roleCandidate('viewer'));
    await task(tenantId, 'Call back', null, roleCandidate('viewer'));
    await service.caughtUp();
    expect(await remind(tenantId, '2026-06-15T08:00:00.000Z', '2026-06-15T08:01:00.000Z')).toEqual({ users: 2 });
    expect(await remind(tenantId, '2026-06-15T08:00:00.000Z', '2026-06-15T08:02:00.000Z')).toEqual({ users: 0 });
    const reminders = async (user: TestUser) => (await service.notificationsOf(user, { kind: 'inbox-reminder' })).items;
    expect(await reminders(viewer)).toMatchObject([
      {
        title: 'Your inbox: 2 pending, 1 overdue',
        text: '- Order a chair (due 2026-06-05)\n- Call back',
        late: false,
      },
    ]);
    expect(await reminders(admin)).toMatchObject([{ title: 'Your inbox: 0 pending, 1 of others a week overdue' }]);
    expect(await remind(tenantId, '2026-06-22T08:00:00.000Z', '2026-06-22T08:20:00.000Z')).toEqual({ users: 2 });
    expect(await reminders(viewer)).toMatchObject([{ late: true }, { late: false }]);
  });
});

describe('while a user is away', () => {
  const away = ({ tenantId, id: userId }: TestUser, deputy: TestUser, fromOn: string, toOn: string) =>
    service.append('workflow.absence', { tenantId, id: userId }, [
      event(AbsenceSet, { userId, fromOn, toOn, deputyId: deputy.id }),
    ]);

  it('their deputy is notified of a task that is theirs by name, and told for whom', async () => {
    const tenantId = await service.organization();
    const [ada, bob, cy] = [await service.user(tenantId), await service.user(tenantId), await service.user(tenantId)];
    await away(ada, bob, '2000-01-01', '2199-12-31');
    await away(cy, bob, '2000-01-01', '2000-01-02');
    const taskId = await task(tenantId, 'Give Mail', null, named(ada));
    await task(tenantId, 'Call back', null, named(cy));
    await notified(ada);
    await notified(cy);
    await notified(bob, 3);
    const [raised, ...more] = (await service.notificationsOf(bob, { kind: 'inbox-task' })).items;
    expect(raised).toMatchObject({ kind: 'inbox-task', forUserId: ada.id, about: { id: taskId } });
    expect(more).toEqual([]);
    const told = (await service.notificationsOf(bob, { kind: 'deputy' })).items;
    expect(new Set(told.map(({ forUserId }) => forUserId))).toEqual(new Set([ada.id, cy.id]));
    expect((await service.notificationsOf(ada)).items).toMatchObject([{ forUserId: null, about: { id: taskId } }]);
    // As the trail shows it: who was notified, and for whom.
    expect(await raisedFor(bob)).toContainEqual(
      expect.objectContaining({ kind: 'inbox-task', userId: bob.id, forUserId: ada.id }),
    );
  });

  it('their deputy is reminded of what is pending with them, on days of the absence', async () => {
    const tenantId = await service.organization();
    const [ada, bob] = [await service.user(tenantId), await service.user(tenantId)];
    await away(ada, bob, '2026-06-15', '2026-06-21');
    await task(tenantId, 'Give Mail', null, named(ada));
    await task(tenantId, 'Order a chair', null, named(bob));
    await service.caughtUp();
    await remind(tenantId, '2026-06-15T08:00:00.000Z', '2026-06-15T08:00:30.000Z');
    await remind(tenantId, '2026-06-22T08:00:00.000Z', '2026-06-22T08:00:30.000Z');
    const { items } = await service.notificationsOf(bob, { kind: 'inbox-reminder' });
    expect(items.map(({ forUserId, text }) => `${text} ${forUserId}`).toSorted()).toEqual([
      `- Give Mail ${ada.id}`,
      '- Order a chair null',
      '- Order a chair null',
    ]);
  });
});
