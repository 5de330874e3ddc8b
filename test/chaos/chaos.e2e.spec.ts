/** @alone kills servers and processes under load */
import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { asRole } from '#libs/testing/database';
import { eventually } from '#libs/testing/eventually';
import type { HttpClient } from '#libs/testing/http-client';
import { ADMIN_EMAIL, ADMIN_PASSWORD } from '#libs/testing/opsledger-process';
import { created, organizationOn, signIn, type TestOrganization } from '#libs/testing/organization';
import { seeded } from '../bench/random';
import { mountDisk } from './disk';
import { FAULTS, type Fault } from './faults';
import { Load, type Place } from './load';
import { type World, manyPlatforms, onePlatform } from './world';

/** The seed of the victims and the moments. `OPSLEDGER_CHAOS_SEED` repeats a run as far as the machine allows. */
const SEED = Number(process.env.OPSLEDGER_CHAOS_SEED ?? randomInt(2 ** 31));
const random = seeded(SEED);

/** Clients of stock and items; one more creates organisations. */
const CLIENTS = 8;
/**
 * At least so many acknowledged commands before a fault, so that each interrupts work, and after it; then a pause of up
 * to so long.
 */
const BETWEEN = 40;
const AT_MOST_MS = 500;
const BACK_MS = 60_000;

const IS_ALL = process.env.OPSLEDGER_CHAOS === 'all';

let world: World;
let organization: TestOrganization;
let admin: HttpClient;
let platform: HttpClient;
let place: Place;

process.stderr.write(`chaos: OPSLEDGER_CHAOS_SEED=${SEED}\n`);

async function prepare(opened: World): Promise<void> {
  world = opened;
  organization = await organizationOn(world);
  ({ admin, platform } = organization);
  const from = await created(admin.post('locations', { code: 'S', name: 'Shelf' }));
  const to = await created(admin.post('locations', { code: 'T', name: 'Table' }));
  const items: string[] = [];
  for (let n = 0; n < 4; n++) {
    items.push((await created(admin.post('items', { itemNumber: `I-${n}`, name: `Item ${n}`, unit: 'pcs' }))).id);
  }
  place = { items, from: from.id, to: to.id };
}

/** The faults one after another under load, each followed by work again. Returns the load, which has ended. */
async function strikeAll(faults: readonly Fault[], name: string): Promise<Load> {
  const load = new Load({ admin: () => admin, platform: () => platform }, place, CLIENTS, name);
  const works = async () => {
    const enough = load.acknowledged + BETWEEN;
    await Promise.race([eventually(() => load.acknowledged >= enough, { timeoutMs: BACK_MS }), load.failed]);
  };
  try {
    await works();
    for (const fault of faults) {
      // Waits for nothing: a fault comes at any moment.
      await delay(random() * AT_MOST_MS);
      load.takeLongestGapMs();
      await fault.strike(world);
      await eventually(signInAgain, { timeoutMs: BACK_MS, everyMs: 100 });
      await works();
      const gapMs = load.takeLongestGapMs();
      process.stderr.write(`chaos: ${fault.name}: ${gapMs} ms without an answer at most\n`);
      if (fault.mostMs !== undefined) expect(gapMs).toBeLessThanOrEqual(fault.mostMs);
      await eventually(isHealthy, { timeoutMs: BACK_MS, everyMs: 100 });
    }
  } finally {
    await load.stop();
  }
  return load;
}

async function signInAgain(): Promise<void> {
  admin = await signIn(world.http, organization.adminEmail);
  platform = await signIn(world.http, ADMIN_EMAIL, ADMIN_PASSWORD);
}

const isHealthy = async () => (await world.http.get('/health/ready')).status === 200;

/** The result of a query by a role, past the API. */
async function asked<Row extends object>(role: 'log' | 'projector', sql: string): Promise<Row[]> {
  const url = await world.databaseUrl();
  return asRole(url, `opsledger_${role}`, async (client) => (await client.query<Row>(sql)).rows);
}

/**
 * Every event has one leaf, in order, in a tree without gaps; every stock movement has one row, and every row an event.
 */
async function expectNothingLostOrDoubled(): Promise<void> {
  const events = await asked<{ id: string; data: string }>(
    'log',
    `SELECT id, CASE WHEN stream LIKE 'inventory.%' THEN data ELSE '{}' END AS data FROM event_log.event
      ORDER BY epoch, place`,
  );
  const ids = events.map(({ id }) => id);
  const leaves = () =>
    asked<{ id: string }>('projector', 'SELECT event_id AS id FROM audit.leaf ORDER BY position').then((rows) =>
      rows.map(({ id }) => id),
    );
  await eventually(async () => expect(await leaves()).toEqual(ids), { timeoutMs: 20_000 });
  const gaps = `SELECT tenant_id FROM audit.leaf GROUP BY tenant_id HAVING min(index) <> 0 OR max(index) <> count(*) - 1`;
  expect(await asked('projector', gaps)).toEqual([]);

  const moved = events.flatMap(
    ({ data }) => (JSON.parse(data) as { movements?: { movementId: string }[] }).movements ?? [],
  );
  const rows = await asked<{ id: string }>('projector', 'SELECT id FROM inventory.movement_v6');
  expect(rows.map(({ id }) => id).toSorted()).toEqual(moved.map(({ movementId }) => movementId).toSorted());

  // The only reactions of this run: a new organisation's quota is published, and its first administrator is granted a
  // membership and linked, and tenancy is informed; each grant is linked; details follow an acceptance; platform roles
  // are published.
  const reactions = `
    SELECT sum(CASE type WHEN 'FirstAdministratorNamed' THEN 3 WHEN 'OrganizationCreated' THEN 1
                         WHEN 'MembershipGranted' THEN 1
                         WHEN 'MembershipAccepted' THEN 1 WHEN 'PlatformRolesSet' THEN 1 ELSE 0 END)::int AS count
      FROM event_log.event`;
  const [expected] = await asked<{ count: number }>('log', reactions);
  const outcomes = 'SELECT outcome, count(*)::int AS count FROM engine.reactor_outcome GROUP BY outcome';
  expect(await asked('projector', outcomes)).toEqual([{ outcome: 'done', count: expected?.count }]);
}

/** Every row of a list. */
async function all<Row>(client: HttpClient, path: string): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor = '';
  for (;;) {
    const page = await client.get<{ items: Row[]; nextCursor: string | null }>(`${path}?limit=200${cursor}`);
    if (page.status !== 200) throw new Error(`${path}: ${page.status} ${JSON.stringify(page.body)}`);
    rows.push(...page.body.items);
    if (page.body.nextCursor === null) return rows;
    cursor = `&cursor=${page.body.nextCursor}`;
  }
}

async function expectUpToDate(): Promise<void> {
  await eventually(
    async () => {
      const { body } = await platform.get<{ items: { name: string; state: string; lagEvents: number }[] }>(
        'ops/projections?limit=200',
      );
      expect(body.items.filter(({ state, lagEvents }) => state !== 'live' || lagEvents > 0)).toEqual([]);
    },
    { timeoutMs: 20_000 },
  );
}

/** Acknowledged transactions are there once, with all their movements, and add up to the stock on hand. */
async function expectTransactions(items: readonly string[], { transactions }: Load): Promise<void> {
  for (const item of items) {
    const movements = await all<{ id: string; transactionId: string; stockQuantity: string }>(
      admin,
      `items/${item}/movements`,
    );
    expect(new Set(movements.map(({ id }) => id)).size).toBe(movements.length);
    const moved = new Map<string, number[]>();
    for (const { transactionId, stockQuantity } of movements) {
      moved.set(
        transactionId,
        [...(moved.get(transactionId) ?? []), Number(stockQuantity)].sort((a, b) => a - b),
      );
    }
    for (const [id, wanted] of transactions) {
      if (wanted.item === item) expect([id, moved.get(id)]).toEqual([id, wanted.quantities]);
    }
    const stock = await admin.get<{ onHand: string }>(`items/${item}/stock`);
    expect(Number(stock.body.onHand)).toBe(
      movements.reduce((sum, { stockQuantity }) => sum + Number(stockQuantity), 0),
    );
  }
}

/** An acknowledged item number belongs to its item, and to no other. */
async function expectItems({ items }: Load): Promise<void> {
  const rows = await all<{ id: string; itemNumber: string }>(admin, 'items');
  const numbers = new Map(rows.map(({ id, itemNumber }) => [itemNumber, id]));
  expect(numbers.size).toBe(rows.length);
  for (const [itemNumber, id] of items) expect([itemNumber, numbers.get(itemNumber)]).toEqual([itemNumber, id]);
}

/** An acknowledged organisation is there once, with its administrator, who can sign in. */
async function expectOrganizations({ organizations }: Load): Promise<void> {
  const rows = await all<{ id: string; slug: string }>(platform, 'organizations');
  expect(new Set(rows.map(({ slug }) => slug)).size).toBe(rows.length);
  for (const [id, email] of organizations) {
    expect(rows.filter((row) => row.id === id)).toHaveLength(1);
    const settled = `audit-logs?organizationId=${id}&action=organization.first_administrator_settled`;
    const isSettled = async () => (await platform.get<{ items: object[] }>(settled)).body.items.length === 1;
    await eventually(isSettled, { timeoutMs: 20_000 });
    const first = await signIn(world.http, email);
    expect((await first.get('auth/me')).body).toMatchObject({ email, organizationId: id, roles: ['admin'] });
    expect((await first.get<{ items: object[] }>('users')).body.items).toMatchObject([{ email, status: 'active' }]);
  }
}

async function expectEverythingRight(load: Load): Promise<void> {
  await expectUpToDate();
  expect([load.transactions.size, load.items.size, load.organizations.size].every((count) => count > 0)).toBe(true);
  await expectTransactions(place.items, load);
  await expectItems(load);
  await expectOrganizations(load);
  await expectNothingLostOrDoubled();
}

describe('one process with its own Postgres and broker, under load,', () => {
  const faults = FAULTS.filter(({ on }) => on === 'one process');
  beforeAll(async () => prepare(await onePlatform(IS_ALL ? mountDisk() : undefined)), 120_000);
  afterAll(() => world.remove());

  it('keeps every acknowledged command, once, however often the parts die or hang', async () => {
    const drawn = faults
      .filter(({ always }) => always)
      .map((fault) => ({ fault, at: random() }))
      .toSorted((one, other) => one.at - other.at)
      .map(({ fault }) => fault);
    await expectEverythingRight(await strikeAll(drawn, 'short'));
  }, 300_000);

  if (IS_ALL) it.each(faults)('$name', tryFault, 300_000);
});

if (IS_ALL) {
  describe('one process per service, under load,', () => {
    beforeAll(async () => prepare(await manyPlatforms()), 300_000);
    afterAll(() => world.remove());

    it.each(FAULTS.filter(({ on }) => on === 'many processes'))('$name', tryFault, 300_000);
  });
}

let trials = 0;

async function tryFault(fault: Fault): Promise<void> {
  await expectEverythingRight(await strikeAll([fault], `trial${++trials}`));
}
