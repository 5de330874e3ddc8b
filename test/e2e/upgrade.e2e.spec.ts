import { createServer, type AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { asRole } from '#libs/testing/database';
import { Deployment } from '#libs/testing/deployment';
import { eventually } from '#libs/testing/eventually';
import type { HttpAnswer, HttpClient } from '#libs/testing/http-client';
import type { OpsLedgerProcess } from '#libs/testing/opsledger-process';
import { created, organizationOn, type TestOrganization } from '#libs/testing/organization';

const ROOT = resolve(__dirname, '../..');

/** A release in which the projection `item` has another version, so that its rows are filled anew. */
const NEXT_RELEASE = {
  NODE_OPTIONS: `--require=${join(ROOT, 'libs/testing/next-release.cjs')}`,
  OPSLEDGER_TEST_RAISED: 'inventory/src/item/item',
};

const BEFORE = 40;

/** The limit of one load, so that all items fit one page. */
const MADE_AT_MOST = 60;
const OWNER_LOCK = 20_260_131;

interface Items {
  readonly items: readonly { readonly id: string }[];
}

/** Readers and a writer that send one request after the other while the load is on; collects the faults. */
class Load {
  readonly wrong: string[] = [];
  private reads = 0;
  private made = 0;
  private ended = false;
  private readonly callers: Promise<void>[];

  constructor(
    private readonly name: string,
    private readonly client: HttpClient,
    private readonly itemId: string,
    /** Items that existed before. */
    private readonly before: number,
  ) {
    this.callers = [
      ...Array.from({ length: 4 }, () => this.repeat(() => this.list())),
      this.repeat(() => this.one()),
      this.repeat(() => this.stock()),
      this.repeat(() => this.write()),
    ];
  }

  /** Waits for so many further reads. */
  async further(reads: number): Promise<void> {
    const until = this.reads + reads;
    await eventually(() => this.reads >= until, { timeoutMs: 60_000 });
  }

  async end(): Promise<void> {
    this.ended = true;
    await Promise.all(this.callers);
  }

  private async repeat(request: () => Promise<string | undefined>): Promise<void> {
    while (!this.ended) {
      const fault = await request();
      if (fault !== undefined) this.wrong.push(fault);
    }
  }

  private async list(): Promise<string | undefined> {
    const { made, before } = this;
    const answer = await this.client.get<Items>('items?limit=200');
    this.reads++;
    if (answer.status !== 200) return told('items', answer);
    // A read model that is behind is marked stale; earlier rows are there in any case.
    const least = before + (answer.headers.has('opsledger-stale') ? 0 : made);
    const { length } = answer.body.items;
    return length < least ? `items: ${length} of ${least}` : undefined;
  }

  private async one(): Promise<string | undefined> {
    const answer = await this.client.get(`items/${this.itemId}`);
    this.reads++;
    return answer.status === 200 ? undefined : told('item', answer);
  }

  private async stock(): Promise<string | undefined> {
    const answer = await this.client.get<{ onHand: string }>(`items/${this.itemId}/stock`);
    this.reads++;
    return answer.status === 200 && answer.body.onHand === '5.000' ? undefined : told('stock', answer);
  }

  private async write(): Promise<string | undefined> {
    if (this.made === MADE_AT_MOST) return this.one();
    const answer = await this.client.post('items', itemNamed(`${this.name}-${this.made}`));
    if (answer.status !== 201) return told('create', answer);
    this.made++;
    return undefined;
  }
}

const told = (what: string, { status, body }: HttpAnswer<unknown>) => `${what}: ${status} ${JSON.stringify(body)}`;

const itemNamed = (itemNumber: string) => ({ itemNumber, name: `Item ${itemNumber}`, unit: 'kg' });

/** Keeps everybody from folding version 4 of `item`, as a hanging replica of the next release would. */
async function heldBack(databaseUrl: string): Promise<{ release: () => Promise<void> }> {
  let release = (): void => undefined;
  const released = new Promise<void>((resolved) => (release = resolved));
  let held = (): void => undefined;
  const isHeld = new Promise<void>((resolved) => (held = resolved));
  const holding = asRole(databaseUrl, 'opsledger_projector', async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [OWNER_LOCK]);
    await client.query(
      `WITH hung AS (INSERT INTO engine.process (id, lock, lease_until)
                     VALUES (gen_random_uuid(), $1, 'infinity') RETURNING id)
       INSERT INTO engine.projection (name, version, service, views, owner, fence)
       SELECT 'inventory.item', 4, 'inventory', '{inventory.item_v4}', id, 1 FROM hung`,
      [OWNER_LOCK],
    );
    held();
    await released;
  });
  await Promise.race([isHeld, holding]);
  return {
    release: async () => {
      release();
      await holding;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

/**
 * The number of requests that the process at a port has answered well, by its own count; none while it does not listen.
 */
async function answeredAt(port: number, subject: string): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`).catch(() => undefined);
  const text = (await answer?.text()) ?? '';
  const count = `opsledger_command_duration_seconds_count{command="${subject}",outcome="ok"}`;
  const line = text.split('\n').find((each) => each.startsWith(count));
  return Number(line?.split(' ').at(-1) ?? 0);
}

describe('two releases side by side, of which the later one has to fill a read model anew', () => {
  let deployment: Deployment;
  let organization: TestOrganization;
  let itemId: string;
  let old: OpsLedgerProcess;
  let port: number;
  let hold: { release: () => Promise<void> };
  let starting: Promise<OpsLedgerProcess>;

  beforeAll(async () => {
    deployment = await Deployment.open();
    await Promise.all(
      (['auth', 'tenancy', 'inventory', 'audit', 'gateway'] as const).map((each) => deployment.run(each)),
    );
    organization = await organizationOn(deployment);
    const { admin } = organization;
    const shelf = await created(admin.post('locations', { code: 'SHELF', name: 'Shelf' }));
    const items = [];
    for (let n = 0; n < BEFORE; n++) items.push(await created(admin.post('items', itemNamed(`B-${n}`))));
    itemId = items[0]?.id ?? '';
    await created(admin.post(`items/${itemId}/receipts`, { locationId: shelf.id, quantity: '5', unitCost: '2' }));
    old = deployment.process('inventory');
    port = await freePort();
  }, 180_000);
  afterAll(() => deployment.remove(), 60_000);

  it('answer no read short or empty while the later one fills, and share the commands', async () => {
    await deployment.migrate(NEXT_RELEASE);
    hold = await heldBack(deployment.database.url);
    const load = new Load('FILLING', organization.admin, itemId, BEFORE);
    starting = deployment.run('inventory', { ...NEXT_RELEASE, PORT: String(port) });
    // The later release takes its share of the commands, and of the queries whose rows it has filled.
    await eventually(async () => (await answeredAt(port, 'inventory.create-item')) > 3, { timeoutMs: 60_000 });
    await load.further(300);
    expect(await answeredAt(port, 'inventory.list-items')).toBe(0);
    await load.end();
    expect(load.wrong.slice(0, 5)).toEqual([]);
  }, 180_000);

  it('refuse a read that only the later one could answer with READ_MODEL_FILLING, and answer all others', async () => {
    await old.stop();
    const { admin } = organization;
    for (const path of ['items', `items/${itemId}`, 'stock', `items/${itemId}/movements`]) {
      const { status, body, headers } = await admin.get<{ code: string }>(path);
      expect({ path, status, code: body.code }).toEqual({ path, status: 503, code: 'READ_MODEL_FILLING' });
      expect(headers.get('retry-after')).toBe('1');
    }
    expect((await admin.get('locations')).status).toBe(200);
    expect((await admin.get('movements')).status).toBe(200);
    expect((await admin.post('items', itemNamed('MEANWHILE'))).status).toBe(201);
  }, 60_000);

  it('answer every read while the later one has filled it and joins, and when the earlier one goes', async () => {
    old = await deployment.again(old);
    const { body } = await organization.admin.get<Items>('items?limit=200');
    const load = new Load('JOINING', organization.admin, itemId, body.items.length);
    await load.further(50);
    await hold.release();
    await starting;
    await eventually(async () => (await answeredAt(port, 'inventory.list-items')) > 10, { timeoutMs: 60_000 });
    await load.further(100);
    await old.stop();
    await load.further(100);
    await load.end();
    expect(load.wrong.slice(0, 5)).toEqual([]);
  }, 180_000);
});
