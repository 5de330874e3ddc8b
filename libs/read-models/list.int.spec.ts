import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { Client } from 'pg';
import { Index } from 'typeorm';
import { MAX_WHOLE_ROWS } from '#contracts/declare/list-request';
import type { TestDatabase } from '#libs/testing/database';
import { forgedCursors } from '#libs/testing/forged-cursors';
import { databaseWith } from '#libs/testing/migrated-database';
import {
  CountColumn,
  DayColumn,
  IdColumn,
  InstantColumn,
  type ListDeclaration,
  type ListQuery,
  QuantityColumn,
  ReadModel,
  TenantColumn,
  TenantReader,
  TextColumn,
  atLeast,
  countedAt,
  equals,
  listPage,
  momentsOf,
  roleConnection,
} from './index';

@ReadModel({ schema: 'shop', table: 'entry', version: 1 })
@Index(['tenantId', 'effectiveAt', 'entryId'])
class Entry {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) entryId!: string;
  @TextColumn() name!: string;
  @CountColumn() rank!: number;
  @QuantityColumn({ nullable: true }) amount!: string | null;
  @DayColumn({ nullable: true }) expiresOn!: string | null;
  @InstantColumn() effectiveAt!: string;
  @InstantColumn() recordedAt!: string;
}

const entries: ListDeclaration<Entry> = {
  name: 'entries',
  entity: Entry,
  sort: { name: 'name', rank: 'rank', amount: 'amount', expires: 'expiresOn', effectiveAt: 'effectiveAt' },
  order: '-effectiveAt',
  filters: { rank: equals('rank'), from: atLeast('effectiveAt') },
};
type EntryQuery = ListQuery & { rank?: number; from?: string };

const TENANT = randomUUID();
const day = (n: number) => `2026-01-${String(1 + (n % 28)).padStart(2, '0')}`;
const sample: Entry[] = Array.from({ length: 60 }, (_, n) => ({
  tenantId: TENANT,
  entryId: randomUUID(),
  name: `name ${n % 7}`,
  rank: n % 4,
  amount: n % 5 === 0 ? null : `${n % 3}.500`,
  expiresOn: n % 6 === 0 ? null : day(n),
  effectiveAt: `${day(n * 3)}T10:00:00.000Z`,
  recordedAt: `${day(n)}T12:00:00.000Z`,
}));

describe('a declared list', () => {
  let database: TestDatabase;
  let reader: TenantReader;
  let projector: Client;
  const page = (query: EntryQuery) => reader.query(TENANT, (rows) => listPage(rows, entries, query));
  const insert = (entry: Entry) =>
    projector.query(
      `INSERT INTO shop.entry_v1_a (tenant_id, entry_id, name, rank, amount, expires_on, effective_at, recorded_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        entry.tenantId,
        entry.entryId,
        entry.name,
        entry.rank,
        entry.amount,
        entry.expiresOn,
        entry.effectiveAt,
        entry.recordedAt,
      ],
    );

  async function walk(query: EntryQuery, between: () => Promise<void> = async () => undefined): Promise<Entry[]> {
    const all: Entry[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const answer = await page({ ...query, ...(cursor && { cursor }) });
      all.push(...answer.items);
      cursor = answer.nextCursor;
      await between();
    }
    return all;
  }

  beforeAll(async () => {
    const projection = { name: 'entry', service: 'shop', version: 1, tables: [Entry] };
    database = await databaseWith({ migrations: [], projections: [projection] });
    reader = await TenantReader.open(database.url, { entities: [Entry], poolSize: 2 });
    projector = new Client(
      roleConnection(database.url, { role: 'opsledger_projector', poolSize: 1, applicationName: 'test' }),
    );
    await projector.connect();
    for (const entry of sample) await insert(entry);
  });
  afterAll(async () => {
    await projector.end();
    await reader.close();
    await database.drop();
  });

  it('gives every row once and in order, for any sort and page size', async () => {
    const field = fc.constantFrom('name', 'rank', 'amount', 'expires', 'effectiveAt');
    const sort = fc.uniqueArray(field, { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(
        sort,
        fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
        fc.integer({ min: 1, max: 70 }),
        async (fields, down, limit) => {
          const order = fields.map((name, at) => (down[at] ? `-${name}` : name)).join(',');
          const walked = await walk({ sort: order, limit });
          expect(walked.map(({ entryId }) => entryId).toSorted()).toEqual(
            sample.map(({ entryId }) => entryId).toSorted(),
          );
          expect(walked).toEqual(sorted(sample, order));
        },
      ),
      { numRuns: 40, endOnFailure: true },
    );
  });

  it('pages through names of every script and form, in any case, once each and in the order of the whole', async () => {
    const letter = fc.constantFrom(
      ...'aAzZäÄéßłŁİıЖжёأ한が १0-_ '.split(''),
      'e\u0301',
      'a\u0308',
      '\u212b',
      '😀',
      'ﬁ',
    );
    const name = fc.string({ unit: letter, minLength: 1, maxLength: 5 });
    const bulk = `INSERT INTO shop.entry_v1_a (tenant_id, entry_id, name, rank, effective_at, recorded_at)
                  SELECT $1, gen_random_uuid(), name, 1, now(), now() FROM unnest($2::text[]) AS name`;
    const order = fc.constantFrom('name', '-name', 'name,-rank', '-rank,name');
    await fc.assert(
      fc.asyncProperty(
        fc.array(name, { minLength: 20, maxLength: 60 }),
        order,
        fc.integer({ min: 1, max: 9 }),
        async (names, sort, limit) => {
          const tenant = randomUUID();
          await projector.query(bulk, [tenant, names]);
          const read = (query: EntryQuery) => reader.query(tenant, (rows) => listPage(rows, entries, query));
          const paged: Entry[] = [];
          for (let cursor: string | null | undefined; cursor !== null;) {
            const answer = await read({ sort, limit, ...(cursor && { cursor }) });
            paged.push(...answer.items);
            cursor = answer.nextCursor;
          }
          expect(paged).toEqual((await read({ sort, limit: 200 })).items);
          expect(paged.map((row) => row.name).toSorted()).toEqual(names.toSorted());
        },
      ),
      { numRuns: 25, endOnFailure: true },
    );
  });

  it('sorts names as people do, in any case, and keeps the forms of one letter together', async () => {
    const tenant = randomUUID();
    const names = [
      'apple',
      'Äpfel',
      'Apricot',
      'Banane',
      'Ca\u0301',
      'Cá',
      'cb',
      'Éclair',
      'zucchini',
      'Жук',
      'яблоко',
    ];
    await projector.query(
      `INSERT INTO shop.entry_v1_a (tenant_id, entry_id, name, rank, effective_at, recorded_at)
       SELECT $1, gen_random_uuid(), name, 1, now(), now() FROM unnest($2::text[]) AS name`,
      [tenant, names.toReversed()],
    );
    const page = await reader.query(tenant, (rows) => listPage(rows, entries, { sort: 'name' }));
    expect(page.items.map(({ name }) => name)).toEqual(['Äpfel', 'apple', ...names.slice(2)]);
  });

  it('neither repeats nor skips a row when rows are inserted between pages', async () => {
    let added = 0;
    const expected = sorted(sample, '-effectiveAt').map(({ entryId }) => entryId);
    const walked = await walk({ limit: 7 }, async () => {
      const n = added++;
      await insert({ ...(sample[n] as Entry), entryId: randomUUID(), name: 'added' });
    });
    expect(walked.filter(({ name }) => name !== 'added').map(({ entryId }) => entryId)).toEqual(expected);
    await projector.query(`DELETE FROM shop.entry_v1_a WHERE name = 'added'`);
  });

  it('is refused with its first page when it is asked for whole and too long', async () => {
    const [more, tenant] = [MAX_WHOLE_ROWS + 1, randomUUID()];
    await projector.query(
      `INSERT INTO shop.entry_v1_a (tenant_id, entry_id, name, rank, effective_at, recorded_at)
       SELECT $1, gen_random_uuid(), 'many', n % 2, '2026-02-01'::timestamptz + n * interval '1 second', now()
         FROM generate_series(1, $2) AS n`,
      [tenant, more],
    );
    const of = (query: EntryQuery) => reader.query(tenant, (rows) => listPage(rows, entries, query));
    await expect(of({ whole: true })).rejects.toMatchObject({ code: 'LIST_TOO_LONG', details: { limit: 100_000 } });
    expect((await of({ whole: true, rank: 1, limit: 200 })).items).toHaveLength(200);
    const { nextCursor } = await of({ limit: 7 });
    expect((await of({ whole: true, cursor: nextCursor ?? '', limit: 7 })).items).toHaveLength(7);
    await projector.query(
      `DELETE FROM shop.entry_v1_a WHERE ctid IN (
      SELECT ctid FROM shop.entry_v1_a WHERE tenant_id = $1 LIMIT 1)`,
      [tenant],
    );
    expect((await of({ whole: true })).items).toHaveLength(50);
    await projector.query('DELETE FROM shop.entry_v1_a WHERE tenant_id = $1', [tenant]);
  });

  it('filters by declared fields, and a cursor alone goes on with them', async () => {
    const first = await page({ rank: 2, from: '2026-01-05T00:00:00.000Z', limit: 3, sort: 'name' });
    const rest = await page({ cursor: first.nextCursor ?? '', limit: 200 });
    const expected = sample.filter(({ rank, effectiveAt }) => rank === 2 && effectiveAt >= '2026-01-05');
    expect([...first.items, ...rest.items]).toEqual(sorted(expected, 'name'));
    expect(rest.nextCursor).toBeNull();
  });

  it.each<[string, EntryQuery]>([
    ['sort', { sort: 'name' }],
    ['filter', { rank: 2 }],
    ['filter that the first page did not have', { rank: 1, from: '2026-01-01T00:00:00.000Z' }],
    ['asOf', { asOf: '2026-01-02T00:00:00.000Z' }],
    ['knownAt', { knownAt: '2026-01-02T00:00:00.000Z' }],
    ['search', { q: 'x' }],
  ])('refuses a cursor together with another %s', async (_, other) => {
    const first = await page({
      rank: 1,
      asOf: '2026-02-01T00:00:00.000Z',
      knownAt: '2026-02-01T00:00:00.000Z',
      limit: 2,
    });
    await expect(page({ ...other, cursor: first.nextCursor ?? '' })).rejects.toMatchObject({ code: 'CURSOR_MISMATCH' });
  });

  it('refuses cursors that it did not make, with any content', async () => {
    const made = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url');
    const id = randomUUID();
    for (const cursor of [
      'garbage',
      made({}),
      made(['other', {}, '-effectiveAt', null, null, null, ['2026-01-01T00:00:00.000Z', id]]),
      made(['entries', {}, '-effectiveAt', null, null, null, ['not a time', id]]),
      made(['entries', {}, '-effectiveAt', null, null, null, ['2026-01-01T00:00:00.000Z']]),
      made(['entries', {}, '-effectiveAt', null, null, null, [null, id]]),
      made(['entries', { 'entryId) OR (1=1': 1 }, '-effectiveAt', null, null, null, ['2026-01-01T00:00:00.000Z', id]]),
      made(['entries', {}, 'tenantId', null, null, null, [TENANT, id]]),
    ]) {
      await expect(page({ cursor })).rejects.toMatchObject({ code: 'CURSOR_MISMATCH' });
    }
  });

  it('answers a damaged cursor, or refuses it as such', async () => {
    for (const sort of ['name,-rank', 'amount', '-effectiveAt', 'expires,name']) {
      const asked = { rank: 1, from: '2026-01-01T00:00:00.000Z', asOf: '2026-02-01T00:00:00.000Z' };
      const genuine = (await page({ ...asked, sort, limit: 2 })).nextCursor as string;
      await fc.assert(
        fc.asyncProperty(forgedCursors(genuine), async (cursor) => {
          const answer: unknown = await page({ cursor }).catch((error: unknown) => error);
          if (answer instanceof Error) expect(answer).toMatchObject({ code: 'CURSOR_MISMATCH' });
        }),
        { numRuns: 120, endOnFailure: true },
      );
    }
  });

  it('sorts by a repeated field once', async () => {
    expect(await walk({ sort: 'name,-rank,-name', limit: 7 })).toEqual(sorted(sample, 'name,-rank'));
  });

  it('refuses to sort by a field that is not declared', async () => {
    for (const sort of ['tenantId', 'constructor', 'name,,rank', 'name;drop']) {
      await expect(page({ sort })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    }
  });

  it('reads a page through the index of its order, under row-level security', async () => {
    await projector.query(
      `INSERT INTO shop.entry_v1_a SELECT $1, gen_random_uuid(), 'bulk', 9, 1, NULL,
              timestamptz '2020-01-01' + n * interval '1 minute', now() FROM generate_series(1, 30000) n`,
      [randomUUID()],
    );
    const tenant = randomUUID();
    await projector.query(
      `INSERT INTO shop.entry_v1_a SELECT $1, gen_random_uuid(), 'bulk', 9, 1, NULL,
              timestamptz '2020-01-01' + n * interval '1 minute', now() FROM generate_series(1, 30000) n`,
      [tenant],
    );
    const migrator = new Client({ connectionString: database.url, options: '-c role=opsledger_migrator' });
    await migrator.connect();
    await migrator.query('ANALYZE shop.entry_v1_a');
    await migrator.end();
    const plan = await reader.query(tenant, async (rows) => {
      const lines: { 'QUERY PLAN': string }[] = await rows.query(
        `EXPLAIN SELECT * FROM shop.entry_v1 WHERE (effective_at, entry_id) < ($1, $2)
          ORDER BY effective_at DESC, entry_id DESC LIMIT 51`,
        ['2020-01-10T00:00:00.000Z', randomUUID()],
      );
      return lines.map((line) => line['QUERY PLAN']).join('\n');
    });
    expect(plan).toMatch(/Index Scan Backward using entry_v1_a_tenant_id_effective_at_entry_id/);
    expect(plan).toMatch(/Index Cond: .*tenant_id.*ROW\(effective_at, entry_id\) </);
    expect(plan).not.toMatch(/Sort|Seq Scan/);
    await projector.query(`DELETE FROM shop.entry_v1_a WHERE name = 'bulk'`);
  });

  it('counts what was effective and known at the moments, both inclusive', async () => {
    const moments = momentsOf({ asOf: '2026-01-10T10:00:00.000Z' }, '2026-01-20T12:00:00.000Z');
    expect(moments.knownAt).toBe('2026-01-20T12:00:00.000Z');
    const counted = await reader.query(TENANT, (rows) =>
      countedAt(rows.createQueryBuilder(Entry, 'entry'), moments).getCount(),
    );
    const expected = sample.filter((entry) => entry.effectiveAt <= moments.asOf && entry.recordedAt <= moments.knownAt);
    expect(counted).toBe(expected.length);
    expect(expected.some(({ effectiveAt }) => effectiveAt === moments.asOf)).toBe(true);
  });
});

/** The order that the database is expected to give: null last, and the key as the tie-breaker. */
function sorted(rows: readonly Entry[], order: string): Entry[] {
  const parts = [...order.split(','), order.split(',').at(-1)?.startsWith('-') ? '-entryId' : 'entryId'];
  return rows.toSorted((one, other) => {
    for (const part of parts) {
      const down = part.startsWith('-');
      const name = part.replace('-', '').replace(/^expires$/, 'expiresOn') as keyof Entry;
      const [left, right] = [one[name], other[name]];
      if (left === right) continue;
      if (left === null) return 1;
      if (right === null) return -1;
      return (left < right ? -1 : 1) * (down ? -1 : 1);
    }
    return 0;
  });
}
