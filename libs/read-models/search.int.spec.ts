import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { type TestDatabase, databaseWith } from '#libs/testing';
import {
  type ListDeclaration,
  IdColumn,
  ReadModel,
  Searched,
  TenantColumn,
  TenantReader,
  TextColumn,
  listPage,
  roleConnection,
} from './index';

@ReadModel({ schema: 'shop', table: 'article', version: 2 })
@Searched('number', 'name')
class Article {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) articleId!: string;
  @TextColumn() number!: string;
  @TextColumn({ nullable: true }) name!: string | null;
}

const articles: ListDeclaration<Article> = { name: 'articles', entity: Article, sort: ['number'], order: 'number' };
const [ACME, BETA] = [randomUUID(), randomUUID()];

describe('text search', () => {
  let database: TestDatabase;
  let reader: TenantReader;
  const found = async (tenant: string, q: string) =>
    (await reader.query(tenant, (rows) => listPage(rows, articles, { q, limit: 200 }))).items.map(
      ({ number }) => number,
    );

  beforeAll(async () => {
    const projection = { name: 'article', service: 'shop', version: 2, tables: [Article] };
    database = await databaseWith({ migrations: [], projections: [projection] });
    reader = await TenantReader.open(database.url, { entities: [Article], poolSize: 2 });
    const projector = new Client(
      roleConnection(database.url, { role: 'opsledger_projector', poolSize: 1, applicationName: 'test' }),
    );
    await projector.connect();
    await projector.query(
      `INSERT INTO shop.article_v2_a (tenant_id, article_id, number, name)
       SELECT CASE WHEN n % 2 = 0 THEN $1 ELSE $2 END::uuid, gen_random_uuid(), 'A-' || n, md5(n::text) FROM generate_series(1, 120000) n`,
      [ACME, BETA],
    );
    for (const [number, name] of [
      ['M-1', 'Mozzarella 50% fat'],
      ['M-2', 'Mozzarella Büffel_milch'],
      ['M-3', null],
      ['M-4', 'back\\slash'],
    ]) {
      await projector.query(`INSERT INTO shop.article_v2_a VALUES ($1, gen_random_uuid(), $2, $3)`, [
        ACME,
        number,
        name,
      ]);
    }
    await projector.end();
    const superuser = new Client({ connectionString: database.superuserUrl });
    await superuser.connect();
    await superuser.query('ANALYZE shop.article_v2_a');
    await superuser.end();
  });
  afterAll(async () => {
    await reader.close();
    await database.drop();
  });

  it('finds every word, anywhere, in any case and in any searched column', async () => {
    expect(await found(ACME, 'MOZZA')).toEqual(['M-1', 'M-2']);
    expect(await found(ACME, 'büffel')).toEqual(['M-2']);
    expect(await found(ACME, 'fat m-1')).toEqual(['M-1']);
    expect(await found(ACME, 'mozzarella  A-2')).toEqual([]);
    expect(await found(ACME, 'm-3')).toEqual(['M-3']);
  });

  it('takes wildcards and backslashes literally', async () => {
    expect(await found(ACME, '0% fat')).toEqual(['M-1']);
    expect(await found(ACME, 'l_m')).toEqual(['M-2']);
    expect(await found(ACME, 'k\\s')).toEqual(['M-4']);
    expect(await found(ACME, '%ozz%')).toEqual([]);
  });

  it('lists everything for a text without words', async () => {
    expect(await found(ACME, '   ')).toHaveLength(200);
  });

  it("never shows another tenant's rows, and none when no tenant is set", async () => {
    expect(await found(BETA, 'mozza')).toEqual([]);
    const direct = new Client(
      roleConnection(database.url, { role: 'opsledger_reader', poolSize: 1, applicationName: 'test' }),
    );
    await direct.connect();
    const answer = await direct.query(`SELECT * FROM shop.search_article_v2('%mozza%', '{}')`);
    expect(answer.rows).toEqual([]);
    await direct.end();
  });

  it('uses its index under row-level security, where the same question in plain SQL cannot', async () => {
    const client = new Client({ connectionString: database.superuserUrl });
    const plans: string[] = [];
    client.on('notice', ({ message }) => plans.push(message ?? ''));
    await client.connect();
    await client.query(`LOAD 'auto_explain'`);
    await client.query(`SET auto_explain.log_min_duration = 0`);
    await client.query(`SET auto_explain.log_nested_statements = on`);
    await client.query(`SET client_min_messages = log`);
    await client.query('SET ROLE opsledger_reader');
    await client.query(`SET app.tenant = '${ACME}'`);
    plans.length = 0;
    const answer = await client.query(`SELECT * FROM shop.search_article_v2($1, $2)`, ['%mozza%', []]);
    expect(answer.rows).toHaveLength(2);
    const inner = plans.find((plan) => plan.includes('article_v2_a')) ?? '';
    expect(inner).toMatch(/Bitmap Index Scan on article_v2_a_search/);
    expect(inner).not.toMatch(/Seq Scan/);

    plans.length = 0;
    await client.query(`SELECT * FROM shop.article_v2 WHERE lower(number || ' ' || name) LIKE '%mozza%'`);
    expect(plans.join('\n')).not.toMatch(/article_v2_a_search/);
    await client.end();
  });

  it('may be called by the readers alone', async () => {
    const login = new Client({ connectionString: database.url });
    await login.connect();
    await login.query('SET ROLE opsledger_log');
    await expect(login.query(`SELECT * FROM shop.search_article_v2('%a%', '{}')`)).rejects.toThrow(/permission denied/);
    await login.end();
  });
});
