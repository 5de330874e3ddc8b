import { randomUUID } from 'node:crypto';
import {
  MembershipAccepted,
  MembershipDeactivated,
  MembershipGranted,
  MembershipLinked,
} from '#contracts/auth/membership-events';
import type { Created } from '#contracts/created';
import type { Page } from '#contracts/declare/list-request';
import { event } from '#contracts/declare/event';
import { parse } from '#contracts/declare/validation';
import { PLATFORM } from '#contracts/permissions';
import { AcceptStockException } from '#contracts/inventory/accept-stock-exception';
import type { StockAlertRaised } from '#contracts/inventory/alert-events';
import { ChangeLot } from '#contracts/inventory/change-lot';
import { CreateItem } from '#contracts/inventory/create-item';
import { CreateLocation } from '#contracts/inventory/create-location';
import { EnterCountLines } from '#contracts/inventory/enter-count-lines';
import { GetCount, type CountDetails } from '#contracts/inventory/get-count';
import { GetItemStock } from '#contracts/inventory/get-item-stock';
import { GetStockException } from '#contracts/inventory/get-stock-exception';
import { ListStockAlerts, type StockAlertDetails } from '#contracts/inventory/list-stock-alerts';
import { ListStockExceptions, type StockExceptionDetails } from '#contracts/inventory/list-stock-exceptions';
import { OpenCount } from '#contracts/inventory/open-count';
import { PostStock } from '#contracts/inventory/post-stock';
import { RecallLot } from '#contracts/inventory/recall-lot';
import { ReceiveStock } from '#contracts/inventory/receive-stock';
import { RecordUsages } from '#contracts/inventory/record-usages';
import { RecountStockException } from '#contracts/inventory/recount-stock-exception';
import { ReserveStock } from '#contracts/inventory/reserve-stock';
import { ReverseMovement } from '#contracts/inventory/reverse-movement';
import { SetStockFreeze } from '#contracts/inventory/set-stock-freeze';
import type { TransactionRecorded } from '#contracts/inventory/stock-answers';
import type { StockDocumentAnswer } from '#contracts/inventory/stock-document-recorded';
import { SubmitCount } from '#contracts/inventory/submit-count';
import { SubscribeStockAlert } from '#contracts/inventory/subscribe-stock-alert';
import { TellExpiringLots } from '#contracts/inventory/tell-expiring-lots';
import { TellLowStock, type StockAlertsTold } from '#contracts/inventory/tell-low-stock';
import { UnsubscribeStockAlert } from '#contracts/inventory/unsubscribe-stock-alert';
import { UseStock } from '#contracts/inventory/use-stock';
import { WithdrawDocumentLine } from '#contracts/inventory/withdraw-document-line';
import { actorOf } from '#libs/identity';
import { eventually } from '#libs/testing/eventually';
import { TestInventory, type Interception } from '../inventory.fixture';
import { lotIdOf } from '../stock-ledger/lot.entity';
import { organizationIn } from '../stock-ledger/organization.fixture';

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();

const straight: Interception = (_, carryOut) => carryOut();

let service: TestInventory;
let reactors: ReturnType<TestInventory['react']>;
let intercept = straight;
beforeAll(async () => {
  service = await TestInventory.open();
  reactors = service.react((...sent) => intercept(...sent));
});
afterEach(() => {
  intercept = straight;
});
afterAll(async () => {
  await reactors.stop();
  await service.close();
});

/** An organisation in Paris with two locations, one in the other. */
async function organization() {
  const tenantId = await organizationIn(service, 'Europe/Paris');
  const ask = <Answer extends object>(
    contract: Parameters<typeof service.ask>[0],
    payload: object,
    more: object = {},
  ) => service.ask<Answer>(contract, parse(contract as never, payload), { tenantId, ...more });
  const { id: locationId } = await ask<Created>(CreateLocation, { code: 'A', name: 'Hall' });
  const { id: shelfId } = await ask<Created>(CreateLocation, { code: 'A-1', name: 'Shelf', parentId: locationId });
  const item = async (more: object = {}) => {
    const described = { itemNumber: `I-${randomUUID().slice(0, 8)}`, name: 'Bolt', unit: 'pcs', ...more };
    return (await ask<Created>(CreateItem, described)).id;
  };
  const receive = (itemId: string, quantity: string, more: object = {}) =>
    ask<TransactionRecorded>(ReceiveStock, { itemId, locationId, quantity, unitCost: '2', ...more });
  const use = (itemId: string, quantity: string, more: object = {}) =>
    ask<TransactionRecorded>(UseStock, { itemId, locationId, quantity, ...more });
  const exceptions = async (query: object = {}) =>
    (await ask<Page<StockExceptionDetails>>(ListStockExceptions, query)).items;
  return { tenantId, locationId, shelfId, ask, item, receive, use, exceptions };
}

type Organization = Awaited<ReturnType<typeof organization>>;

/** Counts an item at its location, until the count is closed. */
async function counted({ ask }: Organization, countId: string, itemId: string, quantity: string) {
  await ask(EnterCountLines, { countId, lines: [{ itemId, counted: quantity }] });
  await ask(SubmitCount, { countId });
  await eventually(async () => (await ask<CountDetails>(GetCount, { countId })).status === 'closed');
}

describe('S03: a count whose past changes', () => {
  it('is listed with its count until another one is posted, which the exception opens', async () => {
    const here = await organization();
    const { ask, item, receive, use, exceptions, locationId } = here;
    const itemId = await item();
    await receive(itemId, '57', { effectiveAt: daysAgo(200) });
    const used = await use(itemId, '1', { effectiveAt: daysAgo(150) });
    await use(itemId, '14', { effectiveAt: daysAgo(100) });
    const tolerance = { tolerancePercent: '100', toleranceValue: '1000' };
    const { id: countId } = await ask<Created>(OpenCount, { locationId, itemIds: [itemId], ...tolerance });
    await counted(here, countId, itemId, '1');
    expect(await exceptions()).toEqual([]);

    await ask(ReverseMovement, { movementId: used.movementIds[0] });
    expect(await ask(GetItemStock, { itemId })).toMatchObject({ onHand: '2.000', value: '4.0000' });
    const [found] = await exceptions({ kind: 'movement_before_count', itemId });
    expect(found).toMatchObject({ countId, locationId, locationCode: 'A', quantity: '1.000', offersRecount: true });

    const recount = await ask<Created>(RecountStockException, { exceptionId: found?.id });
    await counted(here, recount.id, itemId, '2');
    expect(await exceptions()).toEqual([]);
    await expect(ask(GetStockException, { exceptionId: found?.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(ask(AcceptStockException, { exceptionId: found?.id, reason: 'Late' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('stock below zero', () => {
  it('S11: is listed with the reservation that it overruns, until it is covered', async () => {
    const { ask, item, receive, use, exceptions, locationId, shelfId } = await organization();
    const itemId = await item({ allowNegative: true });
    await receive(itemId, '5');
    const reservation = { itemId, quantity: '3', reference: 'Order 7', expiresAt: daysAgo(-1) };
    const { id: reservationId } = await ask<Created>(ReserveStock, reservation);
    await use(itemId, '10');
    const kinds = async (query: object) => (await exceptions(query)).map(({ kind, quantity }) => [kind, quantity]);
    expect(await kinds({ itemId })).toEqual(
      expect.arrayContaining([
        ['negative_balance', '5.000'],
        ['reservation_uncovered', '3.000'],
      ]),
    );
    expect(await exceptions({ kind: 'reservation_uncovered' })).toMatchObject([{ reservationId, itemId }]);
    expect(await kinds({ locationId })).toEqual([['negative_balance', '5.000']]);
    expect(await kinds({ locationId: shelfId })).toEqual([]);
    await receive(itemId, '7');
    expect(await kinds({})).toEqual([['reservation_uncovered', '1.000']]);
    await receive(itemId, '1');
    expect(await kinds({})).toEqual([]);
  });

  it('is accepted with a reason, once, and is then listed only when that is asked for', async () => {
    const { ask, item, use, exceptions, tenantId } = await organization();
    await use(await item({ allowNegative: true }), '1');
    const [{ id: exceptionId } = { id: '' }] = await exceptions();
    const by = { id: randomUUID(), type: 'user', roles: ['manager'] } as const;
    await expect(ask(RecountStockException, { exceptionId })).rejects.toMatchObject({ code: 'CONFLICT' });
    await ask(AcceptStockException, { exceptionId, reason: 'On its way' }, { actor: by });
    expect([await exceptions(), await exceptions({ accepted: false })]).toEqual([[], []]);
    const accepted = { by: by.id, at: expect.any(String) as string, reason: 'On its way' };
    expect(await exceptions({ accepted: true })).toMatchObject([{ id: exceptionId, accepted }]);
    expect(await ask(GetStockException, { exceptionId })).toMatchObject({ id: exceptionId, accepted });
    await expect(ask(AcceptStockException, { exceptionId, reason: 'Again' })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(await service.recorded('inventory.stock_exception', { tenantId, id: exceptionId })).toHaveLength(1);
    await expect(ask(AcceptStockException, { exceptionId: randomUUID(), reason: 'No' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

it('a line that its item refuses after all is listed until it is given up', async () => {
  const { ask, item, receive, use, exceptions, locationId } = await organization();
  const itemId = await item();
  await receive(itemId, '5');
  intercept = async ([, contract], carryOut) => {
    if (contract === PostStock) {
      intercept = straight;
      await use(itemId, '5');
    }
    return carryOut();
  };
  const { documentId } = await ask<StockDocumentAnswer>(RecordUsages, {
    lines: [{ itemId, locationId, quantity: '1' }],
  });
  const line = { kind: 'failed_posting', documentId, line: 1, itemId, locationId, code: 'INSUFFICIENT_STOCK' };
  await eventually(async () => (await exceptions()).length === 1);
  expect(await exceptions()).toMatchObject([line]);
  await ask(WithdrawDocumentLine, { documentId, line: 1 });
  expect(await exceptions()).toEqual([]);
});

it('a recalled lot is listed where it lies, also by a location around it', async () => {
  const { ask, item, receive, exceptions, locationId, shelfId } = await organization();
  const itemId = await item({ lotTracked: true });
  await receive(itemId, '4', { locationId: shelfId, lot: { number: 'L-1' } });
  await ask(RecallLot, { lotId: lotIdOf(itemId, 'L-1'), reason: 'Glass' });
  expect(await exceptions({ locationId })).toMatchObject([
    { kind: 'recalled_on_hand', locationId: shelfId, lotNumber: 'L-1', quantity: '4.000' },
  ]);
});

it('a movement in a frozen period is no exception where its decision has seen the freeze', async () => {
  const { ask, item, receive, exceptions } = await organization();
  const itemId = await item();
  await ask(SetStockFreeze, { through: daysAgo(2).slice(0, 10), reason: 'Closed' });
  await receive(itemId, '1', { effectiveAt: daysAgo(10) });
  expect(await exceptions()).toEqual([]);
});

describe('stock alerts', () => {
  /** A user with the roles, as auth records it; the actor is named as the gateway does. */
  async function member({ tenantId }: Organization, roles: readonly string[] = ['viewer']) {
    const [membershipId, accountId] = [randomUUID(), randomUUID()];
    const of = { membershipId, organizationId: tenantId };
    const stream = { tenantId, id: tenantId };
    const known = await service.recorded('auth.members', stream);
    const granted = { ...of, roles, email: `${accountId}@example.org`, name: 'Ada', passwordId: null };
    const joined = [
      event(MembershipGranted, granted),
      event(MembershipLinked, { ...of, accountId, proofs: 0 }),
      event(MembershipAccepted, { ...of, by: 'invitation' }),
    ];
    await service.append('auth.members', stream, joined, { expected: known.at(-1)?.revision ?? 'none' });
    const token = { sub: accountId, membershipId, organizationId: tenantId, roles, platformRoles: [], expiresAt: 0 };
    return { id: membershipId, actor: actorOf({ ...token, type: 'user' }) };
  }

  type Member = Awaited<ReturnType<typeof member>>;

  const subscribe = ({ ask }: Organization, { actor }: Member, body: object) =>
    ask<Created>(SubscribeStockAlert, body, { actor });
  const INVENTORY = { id: 'service:inventory', type: 'service', roles: [] } as const;
  const tell = () => service.ask<StockAlertsTold>(TellLowStock, {}, { tenantId: PLATFORM, actor: INVENTORY });
  const tellExpiring = ({ tenantId }: Organization, more: object = {}) =>
    service.ask<StockAlertsTold>(TellExpiringLots, {}, { tenantId, actor: INVENTORY, ...more });
  const alerts = async ({ tenantId }: Organization, id: string) =>
    (await service.recorded('inventory.stock_alert', { tenantId, id })).map(({ type, data }) => ({ type, ...data }));

  it('are told once for each fall of an item to its min, to those who may read stock', async () => {
    const here = await organization();
    const [ada, bob, cy] = [await member(here), await member(here), await member(here, ['counter'])];
    const itemId = await here.item({ min: '5', category: 'Steel' });
    const subscriptions = [await subscribe(here, ada, { itemId }), await subscribe(here, bob, { category: 'Steel' })];
    await subscribe(here, ada, { category: 'Wood' });
    await subscribe(here, ada, { locationId: here.shelfId });
    await subscribe(here, bob, { belowMin: false, expiryDays: 3 });
    // As if a counter had been a viewer once.
    await subscribe(here, { ...cy, actor: { ...cy.actor, roles: ['viewer'] } }, {});
    expect(await tell()).toEqual({ told: 0 });
    await here.receive(itemId, '6');
    expect(await tell()).toEqual({ told: 0 });
    await here.use(itemId, '1');
    expect(await tell()).toEqual({ told: 1 });
    const [first] = await alerts(here, itemId);
    expect(first).toMatchObject({
      type: 'StockAlertRaised',
      kind: 'below_min',
      itemName: 'Bolt',
      level: '5.000',
      min: '5.000',
    });
    expect((first as unknown as StockAlertRaised).told).toEqual(
      expect.arrayContaining([
        { subscriptionId: subscriptions[0]?.id, userId: ada.id },
        { subscriptionId: subscriptions[1]?.id, userId: bob.id },
      ]),
    );
    expect((first as unknown as StockAlertRaised).told).toHaveLength(2);
    await here.use(itemId, '1');
    expect(await tell()).toEqual({ told: 0 });
    await here.receive(itemId, '2');
    expect(await tell()).toEqual({ told: 0 });
    await here.use(itemId, '3');
    expect(await tell()).toEqual({ told: 1 });
    expect((await alerts(here, itemId)).map(({ type }) => type)).toEqual([
      'StockAlertRaised',
      'StockAlertCleared',
      'StockAlertRaised',
    ]);
  });

  it('tell nothing to a user who is deactivated', async () => {
    const here = await organization();
    const ada = await member(here);
    const itemId = await here.item({ min: '5' });
    await subscribe(here, ada, {});
    await here.receive(itemId, '4');
    const gone = event(MembershipDeactivated, { membershipId: ada.id, organizationId: here.tenantId });
    await service.append('auth.members', { tenantId: here.tenantId, id: here.tenantId }, [gone], { expected: 2 });
    expect(await tell()).toEqual({ told: 0 });
  });

  it('are told once of a lot near its expiry by the calendar of the organisation, whatever becomes of its expiry', async () => {
    const here = await organization();
    const ada = await member(here);
    const itemId = await here.item({ lotTracked: true });
    await here.receive(itemId, '2', { locationId: here.shelfId, lot: { number: 'L-1', expiresOn: '2027-03-31' } });
    const all = await subscribe(here, ada, { belowMin: false, expiryDays: 10 });
    await subscribe(here, ada, { belowMin: false, expiryDays: 9, locationId: here.locationId });
    // In Paris the 21st begins at 23:00Z.
    expect(await tellExpiring(here, { now: '2027-03-20T22:59:59.999Z' })).toEqual({ told: 0 });
    expect(await tellExpiring(here, { now: '2027-03-20T23:00:00.000Z' })).toEqual({ told: 1 });
    expect(await alerts(here, itemId)).toMatchObject([
      {
        kind: 'expiring',
        lotNumber: 'L-1',
        expiresOn: '2027-03-31',
        level: '2.000',
        told: [{ subscriptionId: all.id, userId: ada.id }],
      },
    ]);
    await here.ask(ChangeLot, { lotId: lotIdOf(itemId, 'L-1'), expiresOn: '2027-03-25' });
    expect(await tellExpiring(here, { now: '2027-03-21T09:00:00.000Z' })).toEqual({ told: 1 });
    expect(await tellExpiring(here, { now: '2027-03-24T09:00:00.000Z' })).toEqual({ told: 0 });
  });

  it('are listed to the user who subscribed, who alone ends them', async () => {
    const here = await organization();
    const [ada, admin] = [await member(here), await member(here, ['admin'])];
    const { id: subscriptionId } = await subscribe(here, ada, { locationId: here.shelfId, expiryDays: 3 });
    const listed = async ({ actor }: Member) =>
      (await here.ask<Page<StockAlertDetails>>(ListStockAlerts, {}, { actor })).items;
    expect(await listed(ada)).toMatchObject([
      { id: subscriptionId, locationCode: 'A-1', belowMin: true, expiryDays: 3 },
    ]);
    expect(await listed(admin)).toEqual([]);
    const end = ({ actor }: Member) => here.ask(UnsubscribeStockAlert, { subscriptionId }, { actor });
    await expect(end(admin)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await end(ada);
    expect(await listed(ada)).toEqual([]);
    await expect(end(ada)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(subscribe(here, ada, { itemId: randomUUID() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
