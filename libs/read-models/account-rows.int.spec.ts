import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { Index } from 'typeorm';
import { type TestDatabase, testDatabase } from '#libs/testing/database';
import {
  AccountColumn,
  IdColumn,
  ReadModel,
  TenantColumn,
  TenantReader,
  TextColumn,
  migrate,
  roleConnection,
} from './index';

@ReadModel({ schema: 'club', table: 'card', version: 1 })
@Index(['accountId'])
class Card {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) cardId!: string;
  @AccountColumn() accountId!: string;
  @TextColumn() name!: string;
}

@ReadModel({ schema: 'club', table: 'house', version: 1 })
class House {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) houseId!: string;
}

const [ACME, BETA] = [randomUUID(), randomUUID()];
const [ADA, GRACE] = [randomUUID(), randomUUID()];

describe("one account's rows", () => {
  let database: TestDatabase;
  let reader: TenantReader;

  beforeAll(async () => {
    database = await testDatabase();
    await migrate(database.url, {
      migrations: [],
      projections: [{ name: 'card', service: 'club', version: 1, tables: [Card, House] }],
    });
    // One connection: every query runs on the one that the query before has used.
    reader = await TenantReader.open(database.url, { entities: [Card, House], poolSize: 1 });
    const projector = new Client(
      roleConnection(database.url, { role: 'opsledger_projector', poolSize: 1, applicationName: 'test' }),
    );
    await projector.connect();
    for (const tenant of [ACME, BETA]) {
      await projector.query('INSERT INTO club.house_v1_a VALUES ($1, gen_random_uuid())', [tenant]);
      for (const account of [ADA, GRACE]) {
        await projector.query(`INSERT INTO club.card_v1_a VALUES ($1, gen_random_uuid(), $2, 'a card')`, [
          tenant,
          account,
        ]);
      }
      await projector.query(
        `INSERT INTO club.card_v1_a SELECT $1, gen_random_uuid(), gen_random_uuid(), 'other' FROM generate_series(1, 5000)`,
        [tenant],
      );
    }
    await projector.query('COMMIT');
    await projector.end();
    const owner = new Client(
      roleConnection(database.url, { role: 'opsledger_club_owner', poolSize: 1, applicationName: 'test' }),
    );
    await owner.connect();
    await owner.query('ANALYZE club.card_v1_a');
    await owner.end();
  });
  afterAll(async () => {
    await reader.close();
    await database.drop();
  });

  const cards = (rows: { tenantId: string; accountId: string }[]) =>
    rows.map(({ tenantId, accountId }) => `${tenantId} ${accountId}`);

  it('are seen in every organisation, and those of no other account', async () => {
    const seen = await reader.queryAccount(ADA, (rows) => rows.find(Card));
    expect(new Set(cards(seen))).toEqual(new Set([`${ACME} ${ADA}`, `${BETA} ${ADA}`]));
    expect(seen).toHaveLength(2);
    expect(await reader.queryAccount(ADA, (rows) => rows.countBy(Card, { accountId: GRACE }))).toBe(0);
  });

  it('are all that is seen: a table without an account is hidden', async () => {
    await expect(reader.queryAccount(ADA, (rows) => rows.find(House))).rejects.toMatchObject({ code: '42501' });
  });

  it('are not seen by the next query on the connection, which sees its tenant again', async () => {
    await reader.queryAccount(ADA, (rows) => rows.find(Card));
    const seen = await reader.query(BETA, (rows) => rows.find(Card));
    expect(new Set(seen.map(({ tenantId }) => tenantId))).toEqual(new Set([BETA]));
    expect(await reader.query(randomUUID(), (rows) => rows.find(Card))).toEqual([]);
  });

  it('are found by the index on the account, and rows of a tenant by its key as if there were no account', async () => {
    const explain = `EXPLAIN SELECT * FROM club.card_v1`;
    const planOf = async (rows: { query: (sql: string) => Promise<object[]> }) =>
      JSON.stringify(await rows.query(explain));
    expect(await reader.queryAccount(ADA, (rows) => planOf(rows))).toMatch(/Index.*account_id/);
    expect(await reader.query(ACME, (rows) => planOf(rows))).not.toMatch(/account_id =/);
  });

  it('are asked for by a UUID', () => {
    expect(() => reader.queryAccount(`' OR true`, async () => [])).toThrow(TypeError);
  });

  it('of several organisations one after the other, each query sees its own alone', async () => {
    const seen = await reader.queryEach([ACME, BETA, randomUUID()], (rows) => rows.find(House));
    expect(seen.map((houses) => houses.map(({ tenantId }) => tenantId))).toEqual([[ACME], [BETA], []]);
    expect(await reader.query(randomUUID(), (rows) => rows.find(House))).toEqual([]);
  });
});
