/** @alone kills servers and processes under load */
import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  ADMIN_EMAIL,
  ADMIN_PASSWORD,
  OpsLedgerProcess,
  asRole,
  created,
  eventually,
  organizationOn,
  signIn,
  type HttpClient,
  type TestOrganization,
} from '#libs/testing';
import { seeded } from '../bench/random';
import { Load } from './load';

/** The seed of the victims and the moments. `OPSLEDGER_CHAOS_SEED` repeats a run as far as the machine allows. */
const SEED = Number(process.env.OPSLEDGER_CHAOS_SEED ?? randomInt(2 ** 31));
const random = seeded(SEED);

/** Clients of stock and items; one more creates organisations. */
const CLIENTS = 8;
const VICTIMS = ['everything', 'postgres', 'broker'] as const;
/** Each equally often, in any order. */
const DEATHS = [...VICTIMS, ...VICTIMS]
  .map((victim) => ({ victim, at: random() }))
  .toSorted((one, other) => one.at - other.at)
  .map(({ victim }) => victim);
/**
 * At least so many acknowledged commands between two deaths, so that each interrupts work; then a pause of up to so
 * long.
 */
const BETWEEN = 40;
const AT_MOST_MS = 500;

let opsledger: OpsLedgerProcess;
let organization: TestOrganization;
let admin: HttpClient;
let platform: HttpClient;

beforeAll(async () => {
  process.stderr.write(`chaos: OPSLEDGER_CHAOS_SEED=${SEED}\n`);
  opsledger = await OpsLedgerProcess.start({ ORGANIZATION_LIMIT: '10000' });
  organization = await organizationOn(opsledger);
  ({ admin, platform } = organization);
});
afterAll(() => opsledger.remove());

/** The child processes of one, by their command line. */
function childrenOf(pid: number, says: RegExp): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n');
  const processes = lines.map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line)?.slice(1) as [string, string, string]);
  return processes.filter(([, parent, args]) => Number(parent) === pid && says.test(args)).map(([id]) => Number(id));
}

async function die(what: (typeof VICTIMS)[number]): Promise<void> {
  if (what === 'everything') {
    await opsledger.kill();
    opsledger = await opsledger.again();
    admin = await signIn(opsledger.http, organization.adminEmail);
    platform = await signIn(opsledger.http, ADMIN_EMAIL, ADMIN_PASSWORD);
    return;
  }
  const victims = childrenOf(opsledger.pid, what === 'postgres' ? /postgres/ : /embedded-broker|broker/);
  expect(victims).not.toEqual([]);
  for (const victim of victims) process.kill(victim, 'SIGKILL');
}

/** The result of a query by a role, past the API. */
async function asked<Row extends object>(role: 'log' | 'projector', sql: string): Promise<Row[]> {
  const url = await opsledger.databaseUrl();
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
  const rows = await asked<{ id: string }>('projector', 'SELECT id FROM inventory.movement_v2');
  expect(rows.map(({ id }) => id).toSorted()).toEqual(moved.map(({ movementId }) => movementId).toSorted());

  // The only reactions of this run: a new organisation's first administrator is created, and tenancy is informed; the
  // platform roles of the first administrator are published.
  const reactions = `SELECT sum(CASE type WHEN 'FirstAdministratorNamed' THEN 2 WHEN 'PlatformRolesSet' THEN 1 ELSE 0 END)::int
         AS count FROM event_log.event`;
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
    const first = await signIn(opsledger.http, email);
    expect((await first.get('auth/me')).body).toMatchObject({ email, organizationId: id, roles: ['admin'] });
    expect((await first.get<{ items: object[] }>('users')).body.items).toMatchObject([{ email, status: 'active' }]);
  }
}

it('keeps every acknowledged command, once, however often the parts die under load', async () => {
  const from = await created(admin.post('locations', { code: 'S', name: 'Shelf' }));
  const to = await created(admin.post('locations', { code: 'T', name: 'Table' }));
  const items: string[] = [];
  for (let n = 0; n < 4; n++) {
    items.push((await created(admin.post('items', { itemNumber: `I-${n}`, name: `Item ${n}`, unit: 'pcs' }))).id);
  }
  const callers = { admin: () => admin, platform: () => platform };
  const load = new Load(callers, { items, from: from.id, to: to.id }, CLIENTS);
  try {
    for (const victim of [...DEATHS, undefined]) {
      const enough = load.acknowledged + BETWEEN;
      await Promise.race([eventually(() => load.acknowledged >= enough, { timeoutMs: 60_000 }), load.failed]);
      // Waits for nothing: a death comes at any moment.
      await delay(random() * AT_MOST_MS);
      if (victim !== undefined) await die(victim);
    }
  } finally {
    await load.stop();
  }

  await expectUpToDate();
  expect([load.transactions.size, load.items.size, load.organizations.size].every((count) => count > 0)).toBe(true);
  await expectTransactions(items, load);
  await expectItems(load);
  await expectOrganizations(load);
  await expectNothingLostOrDoubled();
}, 300_000);
