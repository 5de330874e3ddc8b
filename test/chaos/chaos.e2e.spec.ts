import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import {
  ADMIN_EMAIL,
  ADMIN_PASSWORD,
  OpsLedgerProcess,
  created,
  eventually,
  organizationOn,
  signIn,
  type HttpClient,
  type TestOrganization,
} from '#libs/testing';

/** Clients that post receipts and usages all the time, each command with a key of its own, until it is answered. */
const CLIENTS = 8;
/** Deaths, one after the other. */
const DEATHS = ['everything', 'postgres', 'broker', 'postgres', 'everything', 'broker'] as const;
/** Acknowledged commands between one death and the next. */
const BETWEEN = 60;

interface Acknowledged {
  readonly transactionId: string;
  readonly quantity: number;
}

let opsledger: OpsLedgerProcess;
let organization: TestOrganization;
let admin: HttpClient;

beforeAll(async () => {
  opsledger = await OpsLedgerProcess.start();
  organization = await organizationOn(opsledger);
  ({ admin } = organization);
});
afterAll(() => opsledger.remove());

/** The processes under one, by what their command line says. */
function childrenOf(pid: number, says: RegExp): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n');
  const processes = lines.map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line)?.slice(1) as [string, string, string]);
  return processes.filter(([, parent, args]) => Number(parent) === pid && says.test(args)).map(([id]) => Number(id));
}

async function die(what: (typeof DEATHS)[number]): Promise<void> {
  if (what === 'everything') {
    await opsledger.kill();
    opsledger = await opsledger.again();
    admin = await signIn(opsledger.http, organization.adminEmail);
    return;
  }
  const victims = childrenOf(opsledger.pid, what === 'postgres' ? /postgres/ : /embedded-broker|broker/);
  expect(victims).not.toEqual([]);
  for (const victim of victims) process.kill(victim, 'SIGKILL');
}

/** What a query answers to a role, past the API. */
async function asked<Row>(role: 'log' | 'projector', sql: string): Promise<Row[]> {
  const file = await readFile(join(opsledger.dataDir, 'var', 'runtime.json'), 'utf8');
  const { databaseUrl } = JSON.parse(file) as { databaseUrl: string };
  const client = new Client({ connectionString: databaseUrl, options: `-c role=opsledger_${role}` });
  await client.connect();
  try {
    return (await client.query(sql)).rows as Row[];
  } finally {
    await client.end();
  }
}

/** Every event has one leaf, in order, in a tree without gaps; every stock movement one row, and no row has no event. */
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
  const rows = await asked<{ id: string }>('projector', 'SELECT id FROM inventory.movement_v1');
  expect(rows.map(({ id }) => id).toSorted()).toEqual(moved.map(({ movementId }) => movementId).toSorted());

  // The only reactions of this run: a new organisation's first administrator is made, and tenancy is told.
  const named = `SELECT count(*)::int AS count FROM event_log.event WHERE type = 'FirstAdministratorNamed'`;
  const [organizations] = await asked<{ count: number }>('log', named);
  const outcomes = 'SELECT outcome, count(*)::int AS count FROM engine.reactor_outcome GROUP BY outcome';
  expect(await asked('projector', outcomes)).toEqual([{ outcome: 'done', count: 2 * (organizations?.count ?? 0) }]);
}

it('keeps every acknowledged command, once, however often the parts die under load', async () => {
  const shelf = await created(admin.post('locations', { code: 'S', name: 'Shelf' }));
  const items: string[] = [];
  for (let n = 0; n < 4; n++) {
    items.push((await created(admin.post('items', { itemNumber: `I-${n}`, name: `Item ${n}`, unit: 'pcs' }))).id);
  }
  const acknowledged = new Map<string, Acknowledged[]>(items.map((item) => [item, []]));
  let answers = 0;
  const load = { stopping: false };

  /** One command, sent again with its key until somebody answers for it. */
  const record = async (item: string, path: string, sign: number, body: { quantity: number; unitCost?: string }) => {
    const key = randomUUID();
    for (;;) {
      try {
        const answer = await admin
          .with({ 'idempotency-key': key })
          .post<{ transactionId: string }>(`items/${item}/${path}`, { ...body, locationId: shelf.id });
        if (answer.status === 201) {
          acknowledged.get(item)?.push({ transactionId: answer.body.transactionId, quantity: sign * body.quantity });
          answers++;
          return;
        }
        if (answer.status === 422) return;
        if (answer.status !== 503 && answer.status !== 401) {
          throw new RangeError(`${answer.status}: ${JSON.stringify(answer.body)}`);
        }
      } catch (error) {
        if (error instanceof RangeError) throw error;
        // Nobody listens at the moment.
      }
      if (load.stopping) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const client = async (own: number) => {
    for (let n = 0; !load.stopping; n++) {
      const item = items[(own + n) % items.length] as string;
      const quantity = 1 + ((own + n) % 3);
      if (n % 4 === 3) await record(item, 'usages', -1, { quantity });
      else await record(item, 'receipts', 1, { quantity, unitCost: '1' });
    }
  };

  const clients = Promise.all(Array.from({ length: CLIENTS }, (_, own) => client(own)));
  for (const death of DEATHS) {
    const enough = answers + BETWEEN;
    await Promise.race([eventually(() => answers >= enough, { timeoutMs: 60_000 }), clients]);
    await die(death);
  }
  const enough = answers + BETWEEN;
  await Promise.race([eventually(() => answers >= enough, { timeoutMs: 60_000 }), clients]);
  load.stopping = true;
  await clients;

  const platform = await signIn(opsledger.http, ADMIN_EMAIL, ADMIN_PASSWORD);
  await eventually(
    async () => {
      const { body } = await platform.get<{ items: { name: string; state: string; lagEvents: number }[] }>(
        'ops/projections?limit=200',
      );
      expect(body.items.filter(({ state, lagEvents }) => state !== 'live' || lagEvents > 0)).toEqual([]);
    },
    { timeoutMs: 20_000 },
  );
  for (const item of items) {
    const recorded = new Map<string, number>();
    let cursor: string | null = null;
    do {
      const page: { body: { items: { transactionId: string; stockQuantity: string }[]; nextCursor: string | null } } =
        await admin.get(`items/${item}/movements?limit=200${cursor === null ? '' : `&cursor=${cursor}`}`);
      for (const { transactionId, stockQuantity } of page.body.items) {
        expect(recorded.has(transactionId)).toBe(false);
        recorded.set(transactionId, Number(stockQuantity));
      }
      cursor = page.body.nextCursor;
    } while (cursor !== null);
    const wanted = acknowledged.get(item) ?? [];
    for (const { transactionId, quantity } of wanted) expect(recorded.get(transactionId)).toBe(quantity);
    const stock = await admin.get<{ onHand: string }>(`items/${item}/stock`);
    expect(Number(stock.body.onHand)).toBe([...recorded.values()].reduce((sum, quantity) => sum + quantity, 0));
  }
  await expectNothingLostOrDoubled();
}, 300_000);
