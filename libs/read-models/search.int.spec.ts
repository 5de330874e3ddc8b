import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { TestDatabase } from '#libs/testing/database';
import { databaseWith } from '#libs/testing/migrated-database';
import { searchColumns, searchTerms } from './search-text';
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
const WORDS = ['молоко', 'сахар', 'fromage', 'Milch', 'ост', 'sýr', '牛乳'] as const;
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
    const insert = async (numbers: readonly string[], names: readonly (string | null)[]) => {
      const [texts, grams] = searchColumns(['number', 'name']).map(({ derived }) =>
        numbers.map((number, n) => derived({ number, name: names[n] ?? null })),
      );
      await projector.query(
        `INSERT INTO shop.article_v2_a
         SELECT CASE WHEN $6 AND at % 2 = 0 THEN $2 ELSE $1 END::uuid, gen_random_uuid(), number, name, text, grams::int[]
           FROM unnest($3::text[], $4::text[], $5::text[], $7::text[])
                WITH ORDINALITY AS given (number, name, text, grams, at)`,
        [ACME, BETA, numbers, names, texts, numbers.length > 1000, grams?.map((each) => `{${String(each)}}`)],
      );
    };
    const many = Array.from({ length: 60_000 }, (_, n) => n);
    await insert(
      many.map((n) => `A-${n}`),
      many.map((n) => `${WORDS[n % 7]} ${(n * 2654435761) % 4294967296} ${WORDS[n % 5]}`),
    );
    await insert(
      ['M-1', 'M-2', 'M-3', 'M-4', 'K-1', 'K-2', 'K-3', 'K-4'],
      [
        'Mozzarella 50% fat',
        'Mozzarella Büffel_milch',
        null,
        'back\\slash',
        'Крупа гречневая',
        'KÄSE, Łódź',
        'Cafe\u0301',
        'Café',
      ],
    );
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

  it('finds capitals of every script, both forms of a letter, and letters without their accents', async () => {
    for (const q of ['Крупа', 'крупа', 'КРУПА']) expect(await found(ACME, q)).toEqual(['K-1']);
    for (const q of ['KÄSE', 'käse', 'ka\u0308se', 'kase lodz']) expect(await found(ACME, q)).toEqual(['K-2']);
    for (const q of ['CAFÉ', 'cafe\u0301', 'cafe', 'Café']) expect(await found(ACME, q)).toEqual(['K-3', 'K-4']);
  });

  it('looks for every word, however many there are', async () => {
    expect(await found(ACME, 'm 1 50 fat mozza rella zzq')).toEqual([]);
    expect(await found(ACME, 'm 1 50 fat mozza rella zza f a %')).toEqual(['M-1']);
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
    const answer = await direct.query(`SELECT * FROM shop.search_article_v2('{}', '{%mozza%}')`);
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
    for (const [q, hits] of [
      ['mozza', 2],
      ['гречнев', 1],
    ] as const) {
      plans.length = 0;
      const { grams, patterns } = searchTerms(q) ?? {};
      const answer = await client.query(`SELECT * FROM shop.search_article_v2($1, $2)`, [grams, patterns]);
      expect(answer.rows).toHaveLength(hits);
      const inner = plans.find((plan) => plan.includes('article_v2_a')) ?? '';
      expect(inner).toMatch(/Bitmap Index Scan on article_v2_a_search/);
      expect(inner).toMatch(/Index Cond: .*tenant_id.*search_grams @>/);
      expect(inner).not.toMatch(/Seq Scan/);
    }

    plans.length = 0;
    await client.query(`SELECT * FROM shop.article_v2 WHERE search_grams @> '{1}' AND search_text LIKE '%mozza%'`);
    expect(plans.join('\n')).not.toMatch(/article_v2_a_search/);
    await client.end();
  });

  it('may be called by the readers alone', async () => {
    const login = new Client({ connectionString: database.url });
    await login.connect();
    await login.query('SET ROLE opsledger_log');
    await expect(login.query(`SELECT * FROM shop.search_article_v2('{}', '{%a%}')`)).rejects.toThrow(
      /permission denied/,
    );
    await login.end();
  });
});
