import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { MembershipGranted } from '#contracts/auth/membership-events';
import type { Created } from '#contracts/created';
import { event } from '#contracts/declare/event';
import type { Page } from '#contracts/declare/list-request';
import { GetImport } from '#contracts/imports/get-import';
import type { ImportDetails } from '#contracts/imports/import-answers';
import { StartImport } from '#contracts/imports/start-import';
import { AddProduct } from '#contracts/inventory/add-product';
import { AnnounceExpiries } from '#contracts/inventory/announce-expiries';
import { ChangeProduct } from '#contracts/inventory/change-product';
import { ChangeService } from '#contracts/inventory/change-service';
import { CreateService } from '#contracts/inventory/create-service';
import { DeleteProduct } from '#contracts/inventory/delete-product';
import { DeleteService } from '#contracts/inventory/delete-service';
import { EnterPayment, type EnteredPayment } from '#contracts/inventory/enter-payment';
import { GetDepartmentGrants } from '#contracts/inventory/get-department-grants';
import { GetPayment } from '#contracts/inventory/get-payment';
import { GetPaymentSummary } from '#contracts/inventory/get-payment-summary';
import { GetProduct } from '#contracts/inventory/get-product';
import { GetService } from '#contracts/inventory/get-service';
import { GrantProduct } from '#contracts/inventory/grant-product';
import { ListGrants, type Grant } from '#contracts/inventory/list-grants';
import { ListPayments, type RegisteredPayment } from '#contracts/inventory/list-payments';
import { ListProducts } from '#contracts/inventory/list-products';
import { ListServices } from '#contracts/inventory/list-services';
import { RevokeGrant } from '#contracts/inventory/revoke-grant';
import { SetDepartmentGrants } from '#contracts/inventory/set-department-grants';
import { SetPayment } from '#contracts/inventory/set-payment';
import { permissionsOf } from '#contracts/permissions';
import { DepartmentCreated } from '#contracts/tenancy/department-events';
import { EmployeeAdded, SpellEnded, SpellStarted } from '#contracts/tenancy/employee-events';
import { daysAfter, localDate } from '#contracts/values/local-date';
import type { Actor } from '#libs/identity';
import type { OpenImports } from '#libs/imports';
import { dueAround } from '#libs/schedules';
import { eventually } from '#libs/testing/eventually';
import { TestInventory } from '../inventory.fixture';
import { organizationIn } from '../stock-ledger/organization.fixture';
import { announceExpiriesJob } from './payment/announce-expiries.job';

let inventory: TestInventory;
let tenantId: string;

beforeAll(async () => {
  inventory = await TestInventory.open();
});
afterAll(() => inventory.close());
beforeEach(async () => {
  tenantId = await organizationIn(inventory, 'Europe/Berlin');
});

type By = { readonly actor?: Actor; readonly now?: string };

const ask = <Answer extends object = Created>(contract: new () => object, payload: object, by: By = {}) =>
  inventory.ask<Answer>(contract, payload, { tenantId, ...by });
const make = async (contract: new () => object, payload: object, by: By = {}) => (await ask(contract, payload, by)).id;
const list = async <Row>(contract: new () => object, filters: object = {}, by: By = {}) =>
  (await ask<Page<Row>>(contract, filters, by)).items;

const service = (name = `Service ${randomUUID()}`) => make(CreateService, { name });
const product = (serviceId: string, more: object = {}) =>
  make(AddProduct, { serviceId, name: `Product ${randomUUID()}`, ...more });

async function user(): Promise<string> {
  const membershipId = randomUUID();
  const person = { roles: ['viewer'], email: 'ada@example.com', name: 'Ada', passwordId: null };
  const joined = event(MembershipGranted, { membershipId, organizationId: tenantId, ...person });
  const { length } = await inventory.recorded('auth.members', { tenantId, id: tenantId });
  const expected = length === 0 ? 'none' : length - 1;
  await inventory.append('auth.members', { tenantId, id: tenantId }, [joined], { expected });
  return membershipId;
}

async function employee(lastDay?: string): Promise<string> {
  const employeeId = randomUUID();
  const person = { firstName: 'Ada', lastName: 'Lovelace', email: null, position: null, location: null };
  const of = { departmentId: null, managerId: null, source: 'manual', externalId: null, identity: null };
  await inventory.append('tenancy.employee', { tenantId, id: employeeId }, [
    event(EmployeeAdded, { employeeId, ...person, ...of }),
    event(SpellStarted, { employeeId, spell: 1, startsOn: '2020-01-01' }),
    ...(lastDay === undefined ? [] : [event(SpellEnded, { employeeId, spell: 1, lastDay, reason: null })]),
  ]);
  return employeeId;
}

/** A person of a role to whom these are assigned. */
function assigned(role: 'service_admin' | 'product_admin', services: string[], products: string[]): Actor {
  const scopes = { all: new Set<never>(), service: new Set(services), product: new Set(products) };
  return { id: randomUUID(), type: 'user', roles: [role], access: { permissions: permissionsOf([role]), scopes } };
}

const today = () => localDate(new Date().toISOString(), 'Europe/Berlin');
const inDays = (days: number) => daysAfter(today(), days);
const outcomesOf = (settled: readonly PromiseSettledResult<unknown>[]) =>
  settled.map((each) => (each.status === 'fulfilled' ? 'done' : (each.reason as { code: string }).code));

describe('seats', () => {
  it('are given exactly once, however many ask for the last one at a time', async () => {
    const productId = await product(await service(), { seats: 3 });
    for (let taken = 0; taken < 2; taken++) await make(GrantProduct, { productId, employeeId: await employee() });
    const employees = await Promise.all(Array.from({ length: 64 }, () => employee()));
    const asked = employees.map((employeeId) => ask(GrantProduct, { productId, employeeId }));
    const outcomes = outcomesOf(await Promise.allSettled(asked));
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'LIMIT_REACHED')).toHaveLength(63);
    expect(await list(ListGrants, { productId, status: 'active' })).toHaveLength(3);
  });

  it('are free when a grant is revoked, and at the instant at which it ends', async () => {
    const productId = await product(await service(), { seats: 1 });
    const end = daysAfter(today(), 1);
    const grantId = await make(GrantProduct, { productId, employeeId: await employee(), endsOn: today() });
    const ask2 = (now: string, holder: string) => ask(GrantProduct, { productId, employeeId: holder }, { now });
    const [before, after] = [`${today()}T12:00:00.000Z`, `${end}T12:00:00.000Z`];
    await expect(ask2(before, await employee())).rejects.toMatchObject({ code: 'LIMIT_REACHED' });
    const next = await ask2(after, await employee());
    await expect(ask(RevokeGrant, { grantId }, { now: after })).rejects.toMatchObject({ code: 'CONFLICT' });
    await ask(RevokeGrant, { grantId: next.id, reason: 'Moved' });
    await make(GrantProduct, { productId, employeeId: await employee(), startsOn: inDays(1) });
    expect(await list(ListGrants, { productId, asOf: before })).toMatchObject([{ id: grantId, status: 'active' }]);
    expect(await list(ListGrants, { productId, asOf: `${inDays(-9)}T12:00:00.000Z` })).toEqual([]);
    const rows = await list<Grant>(ListGrants, { productId });
    expect(rows.map(({ status }) => status).toSorted()).toEqual(['active', 'revoked', 'scheduled']);
    expect(await list(ListGrants, { productId, status: 'scheduled' })).toHaveLength(1);
  });

  it('are those of persons who are there', async () => {
    const productId = await product(await service());
    const userId = await user();
    await make(GrantProduct, { productId, userId });
    await expect(ask(GrantProduct, { productId, userId })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(ask(GrantProduct, { productId, userId: randomUUID() })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      fields: [expect.objectContaining({ pointer: '/userId' })],
    });
    await expect(ask(GrantProduct, { productId, employeeId: await employee(inDays(-1)) })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await make(GrantProduct, { productId, employeeId: await employee(inDays(0)) });
    const former = { employeeId: await employee(inDays(-1)), startsOn: inDays(-9), endsOn: inDays(-2) };
    await make(GrantProduct, { productId, ...former });
    await expect(ask(GrantProduct, { productId: randomUUID(), userId })).rejects.toMatchObject({
      fields: [expect.objectContaining({ pointer: '/productId' })],
    });
  });
});

describe('services', () => {
  it('are deleted or hold a grant, never both, when the two race', async () => {
    for (let round = 0; round < 10; round++) {
      const serviceId = await service();
      const productId = await product(serviceId);
      const [one, two] = [await employee(), await employee()];
      const asked = [
        ask(GrantProduct, { productId, employeeId: one }),
        ask(DeleteService, { serviceId }),
        ask(GrantProduct, { productId, employeeId: two }),
      ];
      const outcomes = outcomesOf(await Promise.allSettled(round % 2 === 0 ? asked : asked.toReversed()));
      const granted = await list(ListGrants, { serviceId });
      const isDeleted = outcomes.includes('done') && granted.length === 0;
      expect(isDeleted).toBe((await list<{ id: string }>(ListServices)).every(({ id }) => id !== serviceId));
      if (!isDeleted) expect(outcomes).toContain('CONFLICT');
    }
  });

  it('have names that no other has, and give them free when they are deleted', async () => {
    const name = `Contoso ${randomUUID()}`;
    const serviceId = await service(name);
    await expect(service(name.toUpperCase())).rejects.toMatchObject({ code: 'DUPLICATE' });
    expect(await list(ListServices, { name: name.toLowerCase() })).toHaveLength(1);
    await product(serviceId, { name: 'Mail' });
    await expect(product(serviceId, { name: 'mail' })).rejects.toMatchObject({ code: 'DUPLICATE' });
    await ask(DeleteService, { serviceId });
    await expect(ask(GetService, { serviceId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(list(ListProducts, { serviceId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await list(ListPayments, { serviceId })).toEqual([]);
    await service(name);
  });

  it('show their products, each under its own service only', async () => {
    const [serviceId, other] = [await service(), await service()];
    const [wiki, mail] = [await product(serviceId, { name: 'Wiki' }), await product(serviceId, { name: 'Mail' })];
    await ask(ChangeProduct, { serviceId, productId: wiki, name: 'Wiki', seats: 5 });
    expect(await ask(GetService, { serviceId })).toMatchObject({
      productCount: 2,
      products: [
        { id: mail, name: 'Mail', seats: null, status: 'active' },
        { id: wiki, name: 'Wiki', seats: 5 },
      ],
    });
    expect(await ask(GetProduct, { serviceId, productId: mail })).toMatchObject({ id: mail, serviceId });
    await expect(ask(GetProduct, { serviceId: other, productId: mail })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(ask(DeleteProduct, { serviceId: other, productId: mail })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

describe('an administrator of services or products', () => {
  it('sees and manages what is assigned, and nothing else is there', async () => {
    const [mine, other] = [await service(), await service()];
    const [mail, chat] = [await product(mine, { name: 'Mail' }), await product(other, { name: 'Chat' })];
    const grantId = await make(GrantProduct, { productId: chat, employeeId: await employee() });
    await make(GrantProduct, { productId: mail, employeeId: await employee() });
    const ofService = { actor: assigned('service_admin', [mine], []) };
    const ofProduct = { actor: assigned('product_admin', [], [chat]) };
    const ids = async (contract: new () => object, filters: object, by: By) =>
      (await list<{ id: string }>(contract, filters, by)).map(({ id }) => id);
    expect(await ids(ListServices, {}, ofService)).toEqual([mine]);
    expect(await ids(ListServices, {}, ofProduct)).toEqual([]);
    expect(await ids(ListProducts, { serviceId: mine }, ofService)).toEqual([mail]);
    await expect(ids(ListProducts, { serviceId: other }, ofService)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await ids(ListProducts, { serviceId: other }, ofProduct)).toEqual([chat]);
    expect(await ids(ListPayments, {}, ofProduct)).toEqual([chat]);
    expect(await ids(ListGrants, {}, ofProduct)).toEqual([grantId]);
    expect(await ask(GetPaymentSummary, {}, ofProduct)).toMatchObject({ total: 1, incomplete: 1 });
    expect(await ask(GetPaymentSummary, {})).toMatchObject({ total: 2 });
    await ask(ChangeService, { serviceId: mine, name: `Mine ${mine}` }, ofService);
    await ask(SetPayment, { productId: chat, invoice: 'I-1' }, ofProduct);
    await ask(RevokeGrant, { grantId }, ofProduct);
    const notFound = { code: 'NOT_FOUND' };
    await expect(ask(GetService, { serviceId: other }, ofService)).rejects.toMatchObject(notFound);
    await expect(ask(ChangeService, { serviceId: other, name: 'X' }, ofService)).rejects.toMatchObject(notFound);
    await expect(ask(DeleteProduct, { serviceId: mine, productId: mail }, ofProduct)).rejects.toMatchObject(notFound);
    const grant = { productId: mail, employeeId: await employee() };
    await expect(ask(GrantProduct, grant, ofProduct)).rejects.toMatchObject(notFound);
    await ask(GrantProduct, grant, ofService);
    const entered = { serviceId: other, productName: 'New' };
    await expect(ask(EnterPayment, entered, ofService)).rejects.toMatchObject(notFound);
    await expect(ask(EnterPayment, entered, ofProduct)).rejects.toMatchObject(notFound);
    await ask(EnterPayment, { serviceId: mine, productName: 'New' }, ofService);
  });
});

describe('the payment register', () => {
  it('takes product and payment in one command, and tells what is missing', async () => {
    const serviceId = await service('Contoso');
    const payerId = await user();
    const { productId } = await ask<EnteredPayment>(EnterPayment, {
      serviceId,
      productName: 'Mail',
      amount: '120.00',
      cycle: 'yearly',
      payerId,
      method: 'card',
      invoice: 'I-1',
      cardholder: '4111 1111 1111 4242',
      expiresOn: inDays(5),
      noticeDays: 10,
      autoRenew: true,
    });
    await product(serviceId, { name: 'Chat' });
    expect(await ask(GetPayment, { productId })).toMatchObject({
      id: productId,
      productName: 'Mail',
      serviceName: 'Contoso',
      amount: '120.00',
      currency: 'EUR',
      cardholder: '****4242',
      complete: true,
      missing: [],
      status: 'expiring',
      cancelBy: inDays(-5),
    });
    const [chat] = await list<RegisteredPayment>(ListPayments, { complete: false });
    expect(chat).toMatchObject({ productName: 'Chat', status: 'ok', missing: expect.arrayContaining(['amount']) });
    expect(await ask(GetPaymentSummary, {})).toEqual({
      total: 2,
      incomplete: 1,
      expiring: 1,
      expired: 0,
      spend: [{ currency: 'EUR', perMonth: '10.00' }],
    });
    await ask(SetPayment, { productId, amount: '60.00', cycle: 'monthly', expiresOn: inDays(-1) });
    expect(await ask(GetPaymentSummary, {})).toMatchObject({ incomplete: 2, expired: 1, spend: [] });
    const log = JSON.stringify(await inventory.recorded('inventory.service', { tenantId, id: serviceId }));
    expect(log).not.toContain('1111');
  });

  it('finds payments by the status that it shows, whatever their terms', async () => {
    const serviceId = await service();
    const terms = fc.record({
      expiresOn: fc.integer({ min: -800, max: 60 }).map(inDays),
      cycle: fc.constantFrom('monthly', 'quarterly', 'yearly'),
      autoRenew: fc.boolean(),
      noticeDays: fc.constantFrom(null, 0, 3, 45),
    });
    for (const payment of fc.sample(terms, { numRuns: 120, seed: 20_261_129 })) {
      await ask(EnterPayment, { serviceId, productName: randomUUID(), ...payment });
    }
    await ask(EnterPayment, { serviceId, productName: 'without an expiry' });
    let found = 0;
    for (const status of ['ok', 'expiring', 'expired']) {
      const rows = await list<RegisteredPayment>(ListPayments, { status, limit: 200 });
      expect(new Set(rows.map((row) => row.status))).toEqual(new Set([status]));
      found += rows.length;
    }
    expect(found).toBe(121);
  });
});

describe('the announcements of a morning', () => {
  const announce = (now: string) => ask<object>(AnnounceExpiries, {}, { now });

  it('are facts, once for each stage, also when the command is sent again', async () => {
    const serviceId = await service();
    const last = inDays(10);
    await ask(EnterPayment, { serviceId, productName: 'Mail', expiresOn: last });
    const productId = await product(serviceId);
    await make(GrantProduct, { productId, employeeId: await employee(), endsOn: last });
    const at = (days: number) => `${daysAfter(last, days)}T07:00:00.000Z`;
    expect(await announce(at(-40))).toEqual({ payments: 0, grants: 0 });
    expect(await announce(at(-6))).toEqual({ payments: 1, grants: 1 });
    expect(await announce(at(-5))).toEqual({ payments: 0, grants: 0 });
    expect(await announce(at(2))).toEqual({ payments: 1, grants: 1 });
    expect(await announce(at(3))).toEqual({ payments: 0, grants: 0 });
    const recorded = await inventory.recorded('inventory.service', { tenantId, id: serviceId });
    const stages = recorded.flatMap(({ type, data }) =>
      /Announced|Expired|Overdue/.test(type) ? [[type, (data as { stage?: string }).stage]] : [],
    );
    expect(stages).toEqual([
      ['PaymentExpiryAnnounced', '7_days'],
      ['ProductGrantEndAnnounced', '7_days'],
      ['PaymentExpiryAnnounced', 'expired'],
      ['ProductOverdue', undefined],
      ['ProductGrantExpired', undefined],
    ]);
    expect(await list(ListProducts, { serviceId, status: 'overdue' })).toHaveLength(1);
    expect(await list(ListGrants, { serviceId, status: 'expired' })).toHaveLength(1);
  });

  it('are made by the job of 09:00 local time, which records the end of a grant once', async () => {
    const serviceId = await service();
    const productId = await product(serviceId);
    const last = inDays(1);
    await make(GrantProduct, { productId, employeeId: await employee(), endsOn: last });
    const organizations = [{ id: tenantId, timeZone: 'Europe/Berlin' }];
    const at = (days: number, time: string) => `${daysAfter(last, days)}T${time}:00.000Z`;
    const jobs = await inventory.runJobs({ jobs: [announceExpiriesJob], now: at(-1, '12:00'), organizations });
    const ends = async () =>
      (await inventory.recorded('inventory.service', { tenantId, id: serviceId })).flatMap(({ type }) =>
        type === 'ProductGrantEndAnnounced' || type === 'ProductGrantExpired' ? [type] : [],
      );
    try {
      await jobs.at(at(0, '09:00'), announceExpiriesJob, 1);
      expect(await ends()).toEqual(['ProductGrantEndAnnounced']);
      await jobs.at(at(1, '09:00'), announceExpiriesJob, 2);
      await jobs.at(at(2, '09:00'), announceExpiriesJob, 3);
    } finally {
      await jobs.stop();
    }
    expect(await ends()).toEqual(['ProductGrantEndAnnounced', 'ProductGrantExpired']);
  });
  it('are made once after a weekend without service, by one of two replicas, for the most urgent stage', async () => {
    const serviceId = await service();
    // Seven days before is the Sunday without service.
    await ask(EnterPayment, { serviceId, productName: 'Mail', expiresOn: '2026-04-05' });
    await inventory.caughtUp();
    let now = Date.parse('2026-03-27T19:00:00.000Z');
    const replica = () => {
      const made = inventory.openSchedules({
        jobs: [announceExpiriesJob],
        clock: () => now,
        async *organizations() {
          yield { id: tenantId, timeZone: 'Europe/Berlin' };
        },
      });
      made.start();
      return made;
    };
    const runs = () => inventory.scheduledRuns(tenantId, announceExpiriesJob.name);
    const before = replica();
    await eventually(async () => (await runs()).length === 1);
    await before.stop();
    now = Date.parse('2026-03-30T08:20:00.000Z');
    const after = [replica(), replica()];
    await eventually(async () => (await runs()).at(-1)?.outcome === 'done');
    await Promise.all(after.map((each) => each.stop()));
    expect((await runs()).map(({ on, outcome }) => [on, outcome])).toEqual([
      ['2026-03-27', 'introduced'],
      ['2026-03-30', 'done'],
    ]);
    const recorded = await inventory.recorded('inventory.service', { tenantId, id: serviceId });
    const announced = recorded.filter(({ type }) => type === 'PaymentExpiryAnnounced');
    expect(announced.map(({ data }) => (data as { stage?: string }).stage)).toEqual(['7_days']);
  });
});

it.each([
  ['Europe/Berlin', '2026-03-29', '2026-03-29T07:00:00.000Z'],
  ['Europe/Berlin', '2026-10-25', '2026-10-25T08:00:00.000Z'],
  ['Australia/Lord_Howe', '2026-04-05', '2026-04-04T22:30:00.000Z'],
])('expiries of %s on %s are announced at nine by its clocks', (timeZone, on, at) => {
  const { latest } = dueAround(announceExpiriesJob.at, timeZone, Date.parse(at));
  expect([latest.on, new Date(latest.at).toISOString()]).toEqual([on, at]);
  expect(dueAround(announceExpiriesJob.at, timeZone, Date.parse(at) - 1).next.at).toBe(Date.parse(at));
});

describe('the defaults of a department', () => {
  it('name products that are there, and give them', async () => {
    const departmentId = randomUUID();
    await inventory.append('tenancy.department', { tenantId, id: departmentId }, [
      event(DepartmentCreated, { departmentId, name: 'Lab' }),
    ]);
    const serviceId = await service();
    const [mail, chat] = [await product(serviceId), await product(serviceId)];
    await expect(ask(SetDepartmentGrants, { departmentId, products: [mail, randomUUID()] })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      fields: [expect.objectContaining({ pointer: '/products/1' })],
    });
    await expect(ask(SetDepartmentGrants, { departmentId: randomUUID(), products: [] })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await ask(SetDepartmentGrants, { departmentId, products: [mail] });
    expect(await ask(GetDepartmentGrants, { departmentId })).toMatchObject({ products: [mail] });
    const employeeId = await employee();
    await expect(ask(GrantProduct, { productId: chat, employeeId, departmentId })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await ask(GrantProduct, { productId: mail, employeeId, departmentId });
    expect(await list(ListGrants, { employeeId })).toMatchObject([{ origin: 'department', departmentId }]);
  });
});

describe('imports of the catalogue', () => {
  let worker: OpenImports;

  beforeAll(() => {
    worker = inventory.openImports({ pollMs: 20, leaseMs: 400, retryMs: 20 });
    worker.start();
  });
  afterAll(() => worker.stop());

  /** The import, when it is over. */
  async function imported(kind: string, csv: string): Promise<ImportDetails> {
    const { id: fileId } = await inventory.storage.put(tenantId, Readable.from([Buffer.from(csv)]), { limit: 1e6 });
    const importId = await make(StartImport, { kind, fileId, mode: 'skip_bad' });
    let found: ImportDetails | undefined;
    await eventually(
      async () => {
        found = await ask<ImportDetails>(GetImport, { importId });
        return found.status === 'done' || found.status === 'failed';
      },
      { timeoutMs: 30_000 },
    );
    await inventory.caughtUp();
    return found as ImportDetails;
  }

  it('make services, products and payments by their names, and bring them up to date', async () => {
    expect(await imported('services', 'name,category\nContoso,Office\nFabrikam,\n')).toMatchObject({ created: 2 });
    expect(await imported('services', 'name,category,url\ncontoso,,https://contoso.example\n')).toMatchObject({
      created: 0,
      changed: 1,
    });
    const [contoso] = await list<{ id: string }>(ListServices, { name: 'Contoso' });
    expect(contoso).toMatchObject({ category: 'Office', url: 'https://contoso.example' });
    const products = 'service,name,seats\nContoso,Mail,5\nCONTOSO,Chat,\nNobody,Mail,1\n';
    expect(await imported('products', products)).toMatchObject({ created: 2, bad: 1 });
    const payments =
      'service,product,amount,currency,cycle,expiresOn\nContoso,mail,120.00,EUR,yearly,2099-12-31\nContoso,New,5,EUR,monthly,\n';
    expect(await imported('payments', payments)).toMatchObject({ created: 1, changed: 1, bad: 0 });
    expect(await imported('payments', 'service,product,invoice\nContoso,Mail,I-1\n')).toMatchObject({ changed: 1 });
    const rows = await list<RegisteredPayment>(ListPayments, { sort: 'productName' });
    expect(rows).toMatchObject([
      { productName: 'Chat', amount: null },
      { productName: 'Mail', amount: '120.00', invoice: 'I-1', expiresOn: '2099-12-31' },
      { productName: 'New', amount: '5.00', cycle: 'monthly' },
    ]);
  });
});
