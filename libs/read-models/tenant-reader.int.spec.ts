import { randomUUID } from 'node:crypto';
import { Client, Pool } from 'pg';
import type { TestDatabase } from '#libs/testing/database';
import { databaseWith } from '#libs/testing/migrated-database';
import {
  CountColumn,
  DayColumn,
  FlagColumn,
  IdColumn,
  InstantColumn,
  JsonColumn,
  PlatformReader,
  QuantityColumn,
  ReadModel,
  TenantColumn,
  TenantReader,
  TextColumn,
  TextsColumn,
  roleConnection,
} from './index';

@ReadModel({ schema: 'shop', table: 'thing', version: 1 })
class Thing {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) thingId!: string;
  @TextColumn() name!: string;
  @QuantityColumn() onHand!: string;
  @InstantColumn() madeAt!: string;
  @InstantColumn({ nullable: true }) soldAt!: string | null;
  @DayColumn() bestBefore!: string;
  @CountColumn() parts!: number;
  @FlagColumn() active!: boolean;
  @TextsColumn() tags!: string[];
  @JsonColumn() units!: unknown;
}

const [ACME, BETA] = [randomUUID(), randomUUID()];
const row = { onHand: '12.5', madeAt: '2026-01-31T09:30:00.120Z', bestBefore: '2026-02-28', parts: 3 };

describe('reading as a tenant', () => {
  let database: TestDatabase;
  let reader: TenantReader;
  let readerPool: Pool;

  beforeAll(async () => {
    const things = { name: 'thing', service: 'shop', version: 1, tables: [Thing] };
    database = await databaseWith({ migrations: [], projections: [things] });
    // One connection: every query below runs on the one that the query before has used.
    reader = await TenantReader.open(database.url, { entities: [Thing], poolSize: 1, statementTimeoutMs: 300 });
    readerPool = new Pool(
      roleConnection(database.url, { role: 'opsledger_reader', poolSize: 1, applicationName: 'test' }),
    );
    const projector = new Client(
      roleConnection(database.url, { role: 'opsledger_projector', poolSize: 1, applicationName: 'test' }),
    );
    await projector.connect();
    for (const tenant of [ACME, BETA]) {
      await projector.query(
        `INSERT INTO shop.thing_v1_a (tenant_id, thing_id, name, on_hand, made_at, best_before, parts, active, tags, units)
         SELECT $1, gen_random_uuid(), 'thing ' || n, $2, $3, $4, $5, true, '{cold,"two words"}', '{"unit":"case"}'
           FROM generate_series(1, 5000) n`,
        [tenant, row.onHand, row.madeAt, row.bestBefore, row.parts],
      );
    }
    await projector.end();
  });
  afterAll(async () => {
    await readerPool.end();
    await reader.close();
    await database.drop();
  });

  it('sees the rows of its tenant and of no other', async () => {
    const tenants = await reader.query(ACME, (rows) =>
      rows.createQueryBuilder(Thing, 't').select('DISTINCT t.tenantId', 'tenantId').getRawMany(),
    );
    expect(tenants).toEqual([{ tenantId: ACME }]);
    expect(await reader.query(ACME, (rows) => rows.countBy(Thing, { tenantId: BETA }))).toBe(0);
  });

  it('leaves no tenant on a connection that is used again', async () => {
    const used = new Set<number>();
    const pid = async (client: Pool) =>
      (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid;
    const connection = await readerPool.connect();
    try {
      await connection.query('BEGIN');
      await connection.query(`SELECT set_config('app.tenant', $1, true)`, [ACME]);
      const seen = await connection.query('SELECT count(*)::int AS n FROM shop.thing_v1');
      expect(seen.rows).toEqual([{ n: 5000 }]);
      await connection.query('COMMIT');
    } finally {
      connection.release();
    }
    used.add((await pid(readerPool)) ?? 0);
    // Now the setting exists on this session and is the empty string.
    expect((await readerPool.query('SELECT count(*)::int AS n FROM shop.thing_v1')).rows).toEqual([{ n: 0 }]);
    expect((await readerPool.query('SELECT count(*)::int AS n FROM shop.thing_v1_a')).rows).toEqual([{ n: 0 }]);
    used.add((await pid(readerPool)) ?? 0);
    expect(used.size).toBe(1);

    await reader.query(ACME, (rows) => rows.count(Thing));
    expect(await reader.query(BETA, (rows) => rows.countBy(Thing, { tenantId: ACME }))).toBe(0);
    expect(await reader.query(randomUUID(), (rows) => rows.count(Thing))).toBe(0);
  });

  it('shows no row to direct SQL by a reader that has set no tenant', async () => {
    const direct = new Client(
      roleConnection(database.url, { role: 'opsledger_reader', poolSize: 1, applicationName: 'test' }),
    );
    await direct.connect();
    expect((await direct.query('SELECT * FROM shop.thing_v1')).rows).toEqual([]);
    expect((await direct.query('SELECT * FROM shop.thing_v1_a')).rows).toEqual([]);
    await expect(direct.query('SELECT * FROM shop.thing_v1 FOR UPDATE')).rejects.toThrow(/permission denied/);
    await direct.end();
  });

  it('finds a row through the key: the policy becomes part of the index condition', async () => {
    const plan = await reader.query(ACME, async (rows) => {
      const explained: { 'QUERY PLAN': string }[] = await rows.query(
        `EXPLAIN SELECT * FROM shop.thing_v1 WHERE thing_id = $1`,
        [randomUUID()],
      );
      return explained.map((line) => line['QUERY PLAN']).join('\n');
    });
    expect(plan).toMatch(/Index Scan using thing_v1_a_key/);
    expect(plan).toMatch(/Index Cond: \(\(tenant_id = .*current_setting.*\) AND \(thing_id = /);
    expect(plan).not.toMatch(/Seq Scan|Filter/);
  });

  it('cannot write, whatever the statement', async () => {
    for (const sql of [
      `UPDATE shop.thing_v1 SET name = 'x'`,
      `DELETE FROM shop.thing_v1_a`,
      `SELECT set_config('transaction_read_only', 'off', true)`,
    ]) {
      await expect(reader.query(ACME, (rows) => rows.query(sql))).rejects.toThrow(
        /read-only|permission denied|read-write/,
      );
    }
  });

  it('is cut off when a statement takes too long, and the connection stays usable', async () => {
    await expect(reader.query(ACME, (rows) => rows.query('SELECT pg_sleep(30)'))).rejects.toThrow(/statement timeout/);
    expect(await reader.query(ACME, (rows) => rows.count(Thing))).toBe(5000);
  });

  it('refuses a tenant that is not a UUID before any query', () => {
    expect(() => reader.query(`${ACME}' OR true --`, (rows) => rows.count(Thing))).toThrow(TypeError);
  });

  it('gives decimals, days and points in time as text', async () => {
    const found = await reader.query(ACME, (rows) => rows.findOneOrFail(Thing, { where: { name: 'thing 7' } }));
    expect(found).toMatchObject({
      onHand: '12.500',
      madeAt: '2026-01-31T09:30:00.120Z',
      soldAt: null,
      bestBefore: '2026-02-28',
      parts: 3,
      active: true,
      tags: ['cold', 'two words'],
      units: { unit: 'case' },
    });
    const raw = await reader.query(ACME, (rows) =>
      rows.query(`SELECT max(made_at) AS made, sum(on_hand) AS total, count(*) AS n FROM shop.thing_v1`),
    );
    expect(raw).toEqual([{ made: '2026-01-31T09:30:00.120Z', total: '62500.000', n: 5000 }]);
  });

  it('shows the platform reader the rows of all tenants', async () => {
    const platform = await PlatformReader.open(database.url, { entities: [Thing] });
    expect(await platform.query((rows) => rows.count(Thing))).toBe(10_000);
    await expect(platform.query((rows) => rows.query(`DELETE FROM shop.thing_v1_a`))).rejects.toThrow(
      /read-only|permission denied/,
    );
    await platform.close();
  });

  it('answers from one snapshot, with any number of statements', async () => {
    const projector = new Client(
      roleConnection(database.url, { role: 'opsledger_projector', poolSize: 1, applicationName: 'test' }),
    );
    await projector.connect();
    const tenant = randomUUID();
    const counts = await reader.query(tenant, async (rows) => {
      const before = await rows.count(Thing);
      await projector.query(
        `INSERT INTO shop.thing_v1_a (tenant_id, thing_id, name, on_hand, made_at, best_before, parts, active, tags, units)
         VALUES ($1, gen_random_uuid(), 'late', 1, now(), now(), 1, true, '{}', '{}')`,
        [tenant],
      );
      return [before, await rows.count(Thing)];
    });
    expect(counts).toEqual([0, 0]);
    expect(await reader.query(tenant, (rows) => rows.count(Thing))).toBe(1);
    await projector.end();
  });
});
