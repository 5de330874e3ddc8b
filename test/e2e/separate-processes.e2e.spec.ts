/** @alone kills services and the broker of a whole deployment */
import { ListItems } from '#contracts/inventory/list-items';
import { SERVICES } from '#contracts/services';
import { brokerAtHand } from '#libs/testing/brokers';
import { Deployment } from '#libs/testing/deployment';
import { eventually } from '#libs/testing/eventually';
import type { HttpClient } from '#libs/testing/http-client';
import type { OpsLedgerProcess } from '#libs/testing/opsledger-process';
import { created, organizationOn, PASSWORD, signIn, type TestOrganization } from '#libs/testing/organization';
import { expectTheSlice } from './slice-steps';

interface Problem {
  code: string;
}

/** A shelf and an item, and commands on them. */
async function stockOf({ admin }: Pick<TestOrganization, 'admin'>, itemNumber: string) {
  const shelf = await created(admin.post('locations', { code: itemNumber, name: 'Shelf' }));
  const item = await created(admin.post('items', { itemNumber, name: 'Flour', unit: 'kg' }));
  return {
    receive: (client: HttpClient = admin) =>
      client.post<Problem>(`items/${item.id}/receipts`, { locationId: shelf.id, quantity: '1', unitCost: '2' }),
    use: () => admin.post<Problem>(`items/${item.id}/usages`, { locationId: shelf.id, quantity: '1' }),
    onHand: async () => (await admin.get<{ onHand: string }>(`items/${item.id}/stock`)).body.onHand,
    movements: async () =>
      (await admin.get<{ items: { balanceAfter: string }[] }>(`items/${item.id}/movements?sort=effectiveAt&limit=200`))
        .body.items,
    trail: async () =>
      (await admin.get<{ items: { action: string }[] }>(`audit-logs?entityId=${item.id}&limit=200`)).body.items,
  };
}

/** Repeats a command under one key for as long as the answer says that it is safe to: until it is not 503. */
async function insist(client: HttpClient, key: string, send: (client: HttpClient) => Promise<{ status: number }>) {
  let refused = 0;
  const status = await eventually(
    async () => {
      const answer = await send(client.with({ 'idempotency-key': key }));
      if (answer.status !== 503) return answer.status;
      refused++;
      return false;
    },
    { timeoutMs: 45_000 },
  );
  return { status, refused };
}

/** The number of requests that a process of a service has answered with this outcome, by its own count. */
async function answeredBy(process: OpsLedgerProcess, subject: string, outcome = 'ok'): Promise<number> {
  const { body } = await process.http.get<string>('/metrics');
  const count = `opsledger_command_duration_seconds_count{command="${subject}",outcome="${outcome}"}`;
  const line = body.split('\n').find((each) => each.startsWith(count));
  return Number(line?.split(' ').at(-1) ?? 0);
}

describe('one process per service, all started at once on an empty database', () => {
  it('runs the slice', async () => {
    const deployment = await Deployment.open(brokerAtHand());
    try {
      await Promise.all(SERVICES.map((service) => deployment.run(service)));
      await expectTheSlice(await organizationOn(deployment));
    } finally {
      await deployment.remove();
    }
  }, 180_000);
});

describe(`one process per service, started one after another, the gateway before auth, on ${brokerAtHand().name}`, () => {
  let deployment: Deployment;
  let organization: TestOrganization;

  beforeAll(async () => {
    deployment = await Deployment.open();
    for (const service of [...SERVICES].reverse()) await deployment.run(service);
    organization = await organizationOn(deployment);
  }, 180_000);
  afterAll(() => deployment.remove());

  it('runs the slice, from signing in to the audit trail', () => expectTheSlice(organization));

  it('shows the projections of every process to operators', async () => {
    const { status, body } = await organization.platform.get<{ items: { name: string; state: string }[] }>(
      'ops/projections?limit=200',
    );
    expect(status).toBe(200);
    expect(body.items.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'inventory.stock-level',
        'inventory.movement',
        'inventory.item',
        'inventory.location',
        'tenancy.organization',
        'auth.user',
        'audit.audit-entry',
      ]),
    );
    expect(body.items.filter(({ state }) => state !== 'live')).toEqual([]);
  });

  it('stores an upload with the login of the gateway', async () => {
    const form = new FormData();
    form.append('kind', 'items');
    form.append('file', new Blob(['itemNumber,name,unit']), 'items.csv');
    expect((await organization.admin.upload('imports', form)).status).toBe(202);
  });

  it('refuses a deactivated user at once', async () => {
    const { admin, slug } = organization;
    const email = `clerk@${slug}.test`;
    const user = await created(admin.post('users', { email, name: 'Clerk', password: PASSWORD, roles: ['viewer'] }));
    const clerk = await signIn(deployment.http, email);
    expect((await clerk.get('items')).status).toBe(200);
    expect((await admin.post(`users/${user.id}/deactivate`)).status).toBe(200);
    const { status, body } = await clerk.get<Problem>('items');
    expect({ status, code: body.code }).toEqual({ status: 401, code: 'SESSION_ENDED' });
  });

  it('refuses a deactivated user within a second also in a service that is asked around the gateway', async () => {
    const { admin, slug, id: tenantId } = organization;
    const email = `picker@${slug}.test`;
    const user = await created(admin.post('users', { email, name: 'Picker', password: PASSWORD, roles: ['viewer'] }));
    const { token } = await signIn(deployment.http, email);
    const ask = () => deployment.ask(ListItems, new ListItems(), { token, tenantId });
    await expect(ask()).resolves.toHaveProperty('items');
    expect((await admin.post(`users/${user.id}/deactivate`)).status).toBe(200);
    const refused = () => expect(ask()).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    await eventually(refused, { timeoutMs: 1_000 });
  });

  it('refuses the people of a suspended organisation at once, and lets them sign in again when it is reactivated', async () => {
    const { admin, platform, id, adminEmail } = await organizationOn(deployment);
    expect((await admin.get('items')).status).toBe(200);
    expect((await platform.post(`organizations/${id}/suspend`)).status).toBe(200);
    const { status, body } = await admin.get<Problem>('items');
    expect({ status, code: body.code }).toEqual({ status: 403, code: 'ORGANIZATION_SUSPENDED' });
    expect((await organization.admin.get('items')).status).toBe(200);
    expect((await platform.post(`organizations/${id}/reactivate`)).status).toBe(200);
    // The session that was there before stays ended.
    expect((await admin.get('items')).status).toBe(401);
    const again = await signIn(deployment.http, adminEmail);
    expect((await again.get('items')).status).toBe(200);
  });

  it('answers 503 while inventory is down, and the others go on', async () => {
    const stock = await stockOf(organization, 'AWAY');
    expect((await stock.receive()).status).toBe(201);
    const inventory = deployment.process('inventory');
    await inventory.kill();

    const { status, body } = await stock.receive();
    expect({ status, code: body.code }).toEqual({ status: 503, code: 'SERVICE_UNAVAILABLE' });
    expect((await organization.admin.get('users')).status).toBe(200);
    expect((await organization.admin.get('audit-logs')).status).toBe(200);

    await deployment.again(inventory);
    expect(await stock.onHand()).toBe('1.000');
    expect((await stock.receive()).status).toBe(201);
    expect(await stock.onHand()).toBe('2.000');
  });

  it('loses nothing and does nothing twice when inventory is killed while it works', async () => {
    const stock = await stockOf(organization, 'KILLED');
    const callers = 6;
    const each = 8;
    const work = Array.from({ length: callers }, async (_, caller) => {
      const answers = [];
      for (let n = 0; n < each; n++) {
        answers.push(await insist(organization.admin, `killed-${caller}-${n}`, stock.receive));
      }
      return answers;
    });
    await eventually(async () => Number(await stock.onHand()) >= 5);
    const inventory = deployment.process('inventory');
    await inventory.kill();
    await deployment.again(inventory);

    const answers = (await Promise.all(work)).flat();
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    expect(answers.reduce((sum, { refused }) => sum + refused, 0)).toBeGreaterThan(0);
    expect(await stock.onHand()).toBe(`${callers * each}.000`);
    const balances = (await stock.movements()).map(({ balanceAfter }) => Number(balanceAfter));
    expect(balances.sort((a, b) => a - b)).toEqual(Array.from({ length: callers * each }, (_, n) => n + 1));
    expect((await stock.trail()).filter(({ action }) => action === 'stock.received')).toHaveLength(callers * each);
  });

  it('shares the work among two replicas, of which either may be killed', async () => {
    const first = deployment.process('inventory');
    const second = await deployment.run('inventory');
    const replicas = [first, second];
    const stock = await stockOf(organization, 'SHARED');
    const before = await Promise.all(replicas.map((each) => answeredBy(each, 'inventory.receive-stock')));

    const answers = await Promise.all(Array.from({ length: 40 }, () => stock.receive()));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    // Either of them reads, and either folds.
    for (let n = 0; n < 6; n++) expect(await stock.onHand()).toBe('40.000');
    const after = await Promise.all(replicas.map((each) => answeredBy(each, 'inventory.receive-stock')));
    const done = after.map((count, n) => count - (before[n] ?? 0));
    expect(done[0]).toBeGreaterThan(0);
    expect(done[1]).toBeGreaterThan(0);
    expect((done[0] ?? 0) + (done[1] ?? 0)).toBe(40);

    await first.kill();
    const afterwards = await insist(organization.admin, 'after-the-kill', stock.receive);
    expect(afterwards.status).toBe(201);
    await eventually(async () => (await stock.onHand()) === '41.000', { timeoutMs: 30_000 });
    await second.kill();
    await deployment.again(first);
    expect(await stock.onHand()).toBe('41.000');
  });

  it('passes a replica over that hangs, and does each command once', async () => {
    const [hung, living] = [deployment.process('inventory'), await deployment.run('inventory')];
    // A reader that waits for no writes of its own.
    const other = await organizationOn(deployment);
    const stock = await stockOf(organization, 'HUNG');
    const until = { over: false };
    let longest = 0;
    /** One request after another; the number of those that were answered well. */
    const client = async (name: string, send: (n: number) => Promise<{ status: number }>) => {
      let answered = 0;
      while (!until.over) {
        const startedAt = performance.now();
        const { status } = await send(answered);
        longest = Math.max(longest, performance.now() - startedAt);
        expect([name, status]).toEqual([name, name === 'reader' ? 200 : 201]);
        answered++;
      }
      return answered;
    };
    const work = Promise.all([
      ...Array.from({ length: 6 }, (_, n) =>
        client('writer', (k) => stock.receive(organization.admin.with({ 'idempotency-key': `hung-${n}-${k}` }))),
      ),
      client('reader', () => other.admin.get('items')),
    ]);
    await eventually(async () => (await answeredBy(hung, 'inventory.receive-stock')) > 20);
    hung.pause();
    const pausedAt = Date.now();
    const before = await answeredBy(living, 'inventory.receive-stock');
    // Long enough for many requests to be given to the one that hangs, which would answer none of them.
    await eventually(async () => (await answeredBy(living, 'inventory.receive-stock')) > before + 100, {
      timeoutMs: 45_000,
    });
    await eventually(() => Date.now() > pausedAt + 8_000, { timeoutMs: 45_000 });
    until.over = true;
    const answered = (await work).slice(0, 6).reduce((sum, each) => sum + each, 0);
    hung.resume();
    expect(longest).toBeLessThan(3_000);
    await eventually(async () => (await stock.onHand()) === `${answered}.000`, { timeoutMs: 45_000 });
    await living.kill();
  });

  it('of 64 usages of the last ten pieces at once, in four processes, exactly ten succeed', async () => {
    const first = deployment.process('inventory');
    const others = await Promise.all([1, 2, 3].map(() => deployment.run('inventory')));
    const replicas = [first, ...others];
    const stock = await stockOf(organization, 'LAST');
    for (let n = 0; n < 10; n++) expect((await stock.receive()).status).toBe(201);
    const answers = await Promise.all(Array.from({ length: 64 }, () => stock.use()));
    const used = answers.filter(({ status }) => status === 201);
    const codes = answers.filter(({ status }) => status !== 201).map(({ body }) => body.code);
    expect([used.length, [...new Set(codes)]]).toEqual([10, ['INSUFFICIENT_STOCK']]);
    expect(await stock.onHand()).toBe('0.000');
    const balances = (await stock.movements()).map(({ balanceAfter }) => Number(balanceAfter));
    expect(balances.filter((balance) => balance < 0)).toEqual([]);
    const shares = await Promise.all(
      replicas.map(async (each) => {
        const outcomes = ['ok', 'INSUFFICIENT_STOCK'].map((outcome) =>
          answeredBy(each, 'inventory.use-stock', outcome),
        );
        return (await Promise.all(outcomes)).reduce((sum, count) => sum + count, 0);
      }),
    );
    // All four decide; one that is slow to answer has a request sent to another as well.
    expect(shares.every((count) => count > 0)).toBe(true);
    await Promise.all(others.map((each) => each.kill()));
  });

  it('reports at the gateway that the broker is down, and comes back with it', async () => {
    await deployment.broker.kill9();
    await eventually(async () => (await deployment.http.get('/health/ready')).status === 503);
    expect((await organization.admin.get('items')).status).toBe(503);
    await deployment.broker.restart();
    await eventually(async () => (await deployment.http.get('/health/ready')).status === 200);
    await eventually(async () => (await organization.admin.get('items')).status === 200);
  });
});
