import { Client } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { type TestDatabase, testDatabase } from '#libs/testing/database';
import { IdColumn, QuantityColumn, ReadModel, TenantColumn, migrate, unprotectedTables } from './index';
import { Index } from 'typeorm';

class CreateJournal2026010100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE engine.journal (entry serial PRIMARY KEY)');
    await runner.query('INSERT INTO engine.journal DEFAULT VALUES');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE engine.journal');
  }
}

class FillJournal2026010200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('INSERT INTO engine.journal DEFAULT VALUES');
  }
  async down(): Promise<void> {}
}

class Broken2026010300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE engine.half_done (id int)');
    await runner.query('SELECT 1 / 0');
  }
  async down(): Promise<void> {}
}

@ReadModel({ schema: 'shop', table: 'shelf', version: 4 })
@Index(['tenantId', 'onHand'])
class Shelf {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) itemId!: string;
  @QuantityColumn() onHand!: string;
}

const shelves = { name: 'shelf', service: 'shop', version: 4, tables: [Shelf] };
// Listed out of order on purpose: the time stamps in the names decide.
const migrations = [FillJournal2026010200000, CreateJournal2026010100000];

describe('migrate', () => {
  const databases: TestDatabase[] = [];
  async function fresh(): Promise<TestDatabase> {
    const database = await testDatabase();
    databases.push(database);
    return database;
  }
  async function ask<Row>(url: string, sql: string): Promise<Row[]> {
    const client = new Client({ connectionString: url, options: '-c role=opsledger_migrator' });
    await client.connect();
    try {
      return (await client.query(sql)).rows as Row[];
    } finally {
      await client.end();
    }
  }
  afterAll(async () => {
    for (const database of databases) await database.drop();
  });

  it('runs each migration once when many processes start at the same moment', async () => {
    const [one, other] = [await fresh(), await fresh()];
    const racing = [one, other, one, other, one, one].map(({ url }) =>
      migrate(url, { migrations, projections: [shelves] }),
    );
    await Promise.all(racing);
    await migrate(one.url, { migrations, projections: [shelves] });
    for (const { url } of [one, other]) {
      expect(await ask(url, 'SELECT count(*)::int FROM engine.journal')).toEqual([{ count: 2 }]);
    }
  });

  it("leaves libs' objects to the migrator and a service's to its owner, and no role of a pool can make or change a table", async () => {
    const { url } = await fresh();
    await migrate(url, { migrations, projections: [shelves] });
    const owners = await ask<{ schema: string; owner: string }>(
      url,
      `SELECT DISTINCT n.nspname AS schema, pg_get_userbyid(c.relowner) AS owner
         FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
        WHERE n.nspname IN ('engine', 'shop') AND c.relkind <> 'i' ORDER BY 1`,
    );
    expect(owners).toEqual([
      { schema: 'engine', owner: 'opsledger_migrator' },
      { schema: 'shop', owner: 'opsledger_shop_owner' },
    ]);
    for (const role of ['opsledger_projector', 'opsledger_reader', 'opsledger_platform', 'opsledger_log']) {
      const client = new Client({ connectionString: url, options: `-c role=${role}` });
      await client.connect();
      await expect(client.query('CREATE TABLE shop.mine (id int)')).rejects.toThrow(/permission denied/);
      await expect(client.query('ALTER TABLE shop.shelf_v4_a DISABLE ROW LEVEL SECURITY')).rejects.toThrow(
        /must be owner|permission denied/,
      );
      await client.end();
    }
  });

  it('makes the first slot of a projection with its key, its indexes and its view', async () => {
    const { url } = await fresh();
    await migrate(url, { migrations: [], projections: [shelves] });
    const indexes = await ask<{ indexdef: string }>(
      url,
      `SELECT indexdef FROM pg_indexes WHERE tablename = 'shelf_v4_a' ORDER BY indexname`,
    );
    expect(indexes.map(({ indexdef }) => indexdef.replace(/^CREATE (UNIQUE )?INDEX \S+ ON /, '$1'))).toEqual([
      'UNIQUE shop.shelf_v4_a USING btree (tenant_id, item_id)',
      'shop.shelf_v4_a USING btree (tenant_id, on_hand)',
    ]);
    const [view] = await ask<{ reloptions: string[] }>(
      url,
      `SELECT reloptions FROM pg_class WHERE relname = 'shelf_v4' AND relkind = 'v'`,
    );
    expect(view?.reloptions).toEqual(['security_invoker=true']);
  });

  it('undoes a migration that fails, reports its fault, and can be run again', async () => {
    const { url } = await fresh();
    await expect(migrate(url, { migrations: [...migrations, Broken2026010300000] })).rejects.toThrow(
      /division by zero/,
    );
    expect(await ask(url, `SELECT to_regclass('engine.half_done') AS found`)).toEqual([{ found: null }]);
    expect(await ask(url, 'SELECT count(*)::int FROM engine.journal')).toEqual([{ count: 2 }]);
    await migrate(url, { migrations });
  });

  it('leaves no table with a tenant unprotected, and would notice one', async () => {
    const { url } = await fresh();
    await migrate(url, { migrations, projections: [shelves] });
    const client = new Client({ connectionString: url, options: '-c role=opsledger_migrator' });
    await client.connect();
    expect(await unprotectedTables(client)).toEqual([]);
    await client.query('CREATE TABLE shop.forgotten (tenant_id uuid, secret text)');
    expect(await unprotectedTables(client)).toEqual(['shop.forgotten']);
    await client.query('ALTER TABLE shop.forgotten ENABLE ROW LEVEL SECURITY');
    expect(await unprotectedTables(client)).toEqual(['shop.forgotten']);
    await client.end();
  });

  it.each([
    ['in another schema', { ...shelves, service: 'other' }, /must be in its service's schema/],
    ['of another version', { ...shelves, version: 5 }, /has version 4/],
  ])('refuses a projection whose table is %s', async (_, projection, sentence) => {
    const { url } = await fresh();
    await expect(migrate(url, { migrations: [], projections: [projection] })).rejects.toThrow(sentence);
  });
});
