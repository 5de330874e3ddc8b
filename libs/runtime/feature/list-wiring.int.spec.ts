import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { Client } from 'pg';
import { Query } from '#contracts/declare/contract';
import { directory } from '#contracts/declare/directory';
import { Event } from '#contracts/declare/event';
import { Choice, Id, Text } from '#contracts/declare/fields';
import { on } from '#contracts/declare/on';
import { ListRequest, type Page } from '#contracts/declare/list-request';
import type { RequestContext } from '#libs/identity';
import { mountDirectory, type DirectoryRow, type Projection } from '#libs/projections';
import {
  IdColumn,
  InstantColumn,
  ReadModel,
  Searched,
  TenantColumn,
  TenantReader,
  TextColumn,
  CountColumn,
  equals,
  roleConnection,
  searchColumns,
} from '#libs/read-models';
import type { TestDatabase } from '#libs/testing/database';
import { databaseWith } from '#libs/testing/migrated-database';
import { list } from './list-wiring';
import { readRows } from './read-rows';
import type { ServiceParts } from './service-parts';
import { query, readsOf, type Wiring } from './wiring';

/** Authors are another service's: the library has a directory of them. */
class AuthorEntry {
  @Text({ max: 200 }) name!: string;
  @Text({ max: 2, nullable: true }) country!: string | null;
}

@Event<AuthorAppeared>({
  version: 1,
  entity: { type: 'author', id: 'authorId' },
  action: 'author.appeared',
  summary: 'An author appeared',
})
class AuthorAppeared extends AuthorEntry {
  static readonly type = 'AuthorAppeared';
  @Id() authorId!: string;
}

const authorTable = mountDirectory(
  'library',
  directory('author', AuthorEntry, {
    version: 1,
    searched: ['name'],
    from: [on(AuthorAppeared, ({ data: { name, country } }) => ({ name, country }))],
  }),
);
type AuthorRow = DirectoryRow<AuthorEntry>;

@ReadModel({ schema: 'library', table: 'book', version: 1 })
@Searched('title')
class BookRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) bookId!: string;
  @TextColumn() title!: string;
  @IdColumn({ nullable: true }) authorId!: string | null;
  @InstantColumn() effectiveAt!: string;
  @InstantColumn() recordedAt!: string;
  @CountColumn() revision!: number;
}

class Book {
  @Id() id!: string;
  @Text({ max: 200 }) title!: string;
  @Text({ max: 200, nullable: true }) authorName!: string | null;
}

@Query({
  subject: 'library.list-books',
  permission: 'inventory.stock.read',
  route: 'GET /books',
  summary: 'List books',
  answers: Book,
  list: { sort: ['title', 'authorName', 'effectiveAt'], search: true },
  asOf: 'effective',
  knownAt: true,
})
class ListBooks extends ListRequest {
  @Id({ optional: true }) authorId?: string;
  @Choice(['ES', 'CL'], { optional: true }) country?: string;
}

@Query({
  subject: 'library.get-book',
  permission: 'inventory.stock.read',
  route: 'GET /books/{bookId}',
  summary: 'Show a book',
  answers: Book,
  etag: true,
})
class GetBook {
  @Id() bookId!: string;
}

const declared = {
  entity: BookRow,
  joins: { author: { entity: authorTable.table, on: { authorId: 'id' } } },
  filters: {
    authorId: equals<BookRow, 'authorId'>('authorId'),
    country: (rows: { andWhere(sql: string, values: object): unknown }, country: string) =>
      void rows.andWhere('author.country = :country', { country }),
  },
  sort: { authorName: 'author.name' },
  times: { effective: 'effectiveAt', recorded: 'recordedAt' },
  show: ({ bookId, title, author }: BookRow & { readonly author: AuthorRow | null }): Book => ({
    id: bookId,
    title,
    authorName: author?.name ?? null,
  }),
  get: { query: GetBook, key: 'bookId', noun: 'book' },
} as const;

const wirings = list(ListBooks, declared) as readonly Extract<Wiring, { kind: 'query' }>[];

const [TENANT, OTHER]: readonly [string, string] = [randomUUID(), randomUUID()];
const hour = (n: number) => `2026-01-01T${String(n).padStart(2, '0')}:00:00.000Z`;
const authorsOf = (tenantId: string): AuthorRow[] =>
  [
    ['Allende', 'CL'],
    ['Bolaño', 'CL'],
    ['Cervantes', 'ES'],
  ].map(([name = '', country = '']) => ({ tenantId, id: randomUUID(), name, country }));
const authors = authorsOf(TENANT);
const strangers = authorsOf(OTHER);
/** Every fourth has no author, and every eighth one that is in no row of this organisation. */
const books: BookRow[] = Array.from({ length: 24 }, (_, n) => ({
  tenantId: TENANT,
  bookId: randomUUID(),
  title: `title ${n % 5}`,
  authorId: (n % 8 === 7 ? strangers[0]?.id : n % 4 === 3 ? null : authors[n % 4]?.id) ?? null,
  effectiveAt: hour(n % 12),
  recordedAt: hour(12 + (n % 7)),
  revision: n,
}));
const authorOf = ({ authorId }: BookRow) => authors.find((author) => author.id === authorId);

/** The columns that the engine derives of a row. */
const searched = (row: Readonly<Record<string, string>>) =>
  searchColumns(Object.keys(row)).map(({ derived }) => derived(row));

let database: TestDatabase;
let reader: TenantReader;
let parts: ServiceParts;

beforeAll(async () => {
  const projection = { name: 'book', service: 'library', version: 1, tables: [BookRow, authorTable.table] };
  database = await databaseWith({ migrations: [], projections: [projection] });
  reader = await TenantReader.open(database.url, { entities: [BookRow, authorTable.table], poolSize: 2 });
  parts = { tenantReader: reader, commands: {} } as unknown as ServiceParts;
  const connection = { role: 'opsledger_projector', poolSize: 1, applicationName: 'test' } as const;
  const projector = new Client(roleConnection(database.url, connection));
  await projector.connect();
  for (const { tenantId, id, name, country } of [...authors, ...strangers]) {
    await projector.query(
      `INSERT INTO library.author_directory_v1_a (tenant_id, id, name, country, search_text, search_grams)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [tenantId, id, name, country, ...searched({ name })],
    );
  }
  for (const row of books) {
    await projector.query(
      `INSERT INTO library.book_v1_a
         (tenant_id, book_id, title, author_id, effective_at, recorded_at, revision, search_text, search_grams)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        row.tenantId,
        row.bookId,
        row.title,
        row.authorId,
        row.effectiveAt,
        row.recordedAt,
        row.revision,
        ...searched({ title: row.title }),
      ],
    );
  }
  await projector.end();
});
afterAll(async () => {
  await reader.close();
  await database.drop();
});

const asking = (tenantId = TENANT) =>
  ({ tenantId, actor: { id: randomUUID(), type: 'user', roles: ['manager'] } }) as unknown as RequestContext;

async function ask(at: 0 | 1, payload: object, tenantId?: string) {
  const wiring = wirings[at];
  if (!wiring) throw new Error('there are two');
  return readRows(wiring, payload, asking(tenantId), parts);
}

type Books = Page<Book> & { readonly asOf: string };
const page = async (payload: Partial<ListBooks> & { asOf?: string; knownAt?: string }) =>
  (await ask(0, { limit: 200, ...payload })).answer as Books;
const idsOf = ({ items }: Books) => items.map(({ id }) => id).toSorted();
const idsWhere = (holds: (row: BookRow) => boolean) =>
  books
    .filter(holds)
    .map(({ bookId }) => bookId)
    .toSorted();

describe('a list that is joined with another table', () => {
  it('shows columns of the joined row, and nothing where there is none, or another organisation has it', async () => {
    const { items } = await page({});
    const shown = new Map(items.map((item) => [item.id, item]));
    expect(shown.size).toBe(books.length);
    for (const book of books) {
      expect(shown.get(book.bookId)).toEqual({
        id: book.bookId,
        title: book.title,
        authorName: authorOf(book)?.name ?? null,
      });
    }
  });

  it('filters by columns of its own and of the joined table', async () => {
    const authorId = authors[1]?.id ?? '';
    expect(idsOf(await page({ authorId }))).toEqual(idsWhere((row) => row.authorId === authorId));
    expect(idsOf(await page({ country: 'CL' }))).toEqual(idsWhere((row) => authorOf(row)?.country === 'CL'));
    expect(idsOf(await page({ country: 'ES', authorId }))).toEqual([]);
  });

  it('is sorted by a joined column, with rows that have no joined one last, for any page size', async () => {
    const titles = fc.constantFrom('', ',title', ',-title');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 30 }), fc.boolean(), titles, async (limit, down, more) => {
        const walked: Book[] = [];
        for (let cursor: string | null | undefined; cursor !== null;) {
          const asked = cursor ? { cursor, limit } : { sort: `${down ? '-' : ''}authorName${more}`, limit };
          const answer = await page(asked);
          walked.push(...answer.items);
          cursor = answer.nextCursor;
        }
        expect(walked.map(({ id }) => id).toSorted()).toEqual(idsWhere(() => true));
        const names = walked.map(({ authorName }) => authorName);
        const known = names.filter((name) => name !== null);
        expect(names.slice(known.length)).toEqual(names.filter((name) => name === null));
        const sorted = known.toSorted();
        expect(known).toEqual(down ? sorted.toReversed() : sorted);
        if (more) {
          const ofOne = walked.filter(({ authorName }) => authorName === 'Allende').map(({ title }) => title);
          expect(ofOne).toEqual(more === ',title' ? ofOne.toSorted() : ofOne.toSorted().toReversed());
        }
      }),
      { numRuns: 30, endOnFailure: true },
    );
  });

  it('is searched in its own text and in that of the joined table', async () => {
    expect(idsOf(await page({ q: 'TITLE 2' }))).toEqual(idsWhere(({ title }) => title === 'title 2'));
    expect(idsOf(await page({ q: 'bolañ' }))).toEqual(idsWhere((row) => authorOf(row)?.name === 'Bolaño'));
    expect(idsOf(await page({ q: 'nobody' }))).toEqual([]);
  });

  it('finds no row by the text of a joined row that another organisation has', async () => {
    expect(books.some(({ authorId }) => authorId === strangers[0]?.id)).toBe(true);
    expect(idsOf(await page({ q: 'allende' }))).toEqual(idsWhere((row) => authorOf(row)?.name === 'Allende'));
  });
});

describe('a list for a moment', () => {
  it('shows the rows effective by asOf and known by knownAt, both inclusive, and names the moment', async () => {
    const moment = fc.integer({ min: 0, max: 23 }).map(hour);
    await fc.assert(
      fc.asyncProperty(fc.option(moment), fc.option(moment), async (asOf, knownAt) => {
        const answer = await page({ ...(asOf && { asOf }), ...(knownAt && { knownAt }) });
        const counts = ({ effectiveAt, recordedAt }: BookRow) =>
          (!asOf || effectiveAt <= asOf) && (!knownAt || recordedAt <= knownAt);
        expect(idsOf(answer)).toEqual(idsWhere(counts));
        if (asOf) expect(answer.asOf).toBe(asOf);
      }),
      { numRuns: 30, endOnFailure: true },
    );
  });

  it('goes on for the moments of its first page', async () => {
    const first = await page({ asOf: hour(5), knownAt: hour(15), limit: 4 });
    const rest = await page({ cursor: first.nextCursor ?? '' });
    expect(rest.asOf).toBe(hour(5));
    const expected = idsWhere(({ effectiveAt, recordedAt }) => effectiveAt <= hour(5) && recordedAt <= hour(15));
    expect([...idsOf(first), ...idsOf(rest)].toSorted()).toEqual(expected);
    expect(expected.length).toBeGreaterThan(4);
  });

  it('is as of now where nothing was asked for', async () => {
    const before = new Date().toISOString();
    const { asOf } = await page({});
    expect(asOf >= before && asOf <= new Date().toISOString()).toBe(true);
  });
});

describe('the query of one row', () => {
  it('shows it as the list does, with its entity tag', async () => {
    const [book] = books;
    if (!book) throw new Error('there are books');
    const { answer, etag } = await ask(1, { bookId: book.bookId });
    expect(answer).toEqual({ id: book.bookId, title: book.title, authorName: 'Allende' });
    expect(etag).toBe(String(book.revision));
  });

  it('is NOT_FOUND for one that is not there, or is another organisation’s', async () => {
    const gone = expect.objectContaining({ code: 'NOT_FOUND', message: 'There is no such book' }) as Error;
    await expect(ask(1, { bookId: randomUUID() })).rejects.toEqual(gone);
    await expect(ask(1, { bookId: books[0]?.bookId }, OTHER)).rejects.toEqual(gone);
  });
});

describe('the projections that a contract reads', () => {
  const projection = (name: string, ...tables: readonly (new () => object)[]) =>
    ({ name, service: 'library', version: 1, tables }) as unknown as Projection;

  it('are those that fold the listed and the joined tables', () => {
    const [titles, names] = [projection('library.titles', BookRow), projection('library.names', authorTable.table)];
    for (const wiring of wirings) expect(readsOf(wiring, [titles, names])).toEqual(['library.titles', 'library.names']);
    expect(readsOf(wirings[0] as Wiring, [projection('library.both', authorTable.table, BookRow)])).toEqual([
      'library.both',
    ]);
  });

  it('are refused where no projection of the service folds a table, listed or joined', () => {
    const [listed] = wirings as readonly Wiring[];
    if (!listed) throw new Error('there is a list');
    expect(() => readsOf(listed, [projection('library.titles', BookRow)])).toThrow(
      'ListBooks reads AuthorEntryRow, which no projection here folds',
    );
    expect(() => readsOf(listed, [projection('library.names', authorTable.table)])).toThrow(
      'ListBooks reads BookRow, which no projection here folds',
    );
  });

  it('are refused where a query names one that the service does not have', () => {
    const foreign = projection('other.rows', BookRow);
    const wiring = query(GetBook, async () => ({}), { reads: [foreign] }) as Wiring;
    expect(readsOf(wiring, [foreign])).toEqual(['other.rows']);
    expect(() => readsOf(wiring, [])).toThrow('GetBook reads other.rows, which is not folded here');
  });
});

describe('a list whose contract promises something without a column is refused at the start', () => {
  it.each([
    ['a sort field', { sort: {} }, 'ListBooks is sorted by authorName, which is no column'],
    ['a joined sort field', { sort: { authorName: 'author.nmae' } }, 'ListBooks is sorted by author.nmae'],
    ['a table that is not joined', { sort: { authorName: 'writer.name' } }, 'ListBooks is sorted by writer.name'],
    ['asOf', { times: { recorded: 'recordedAt' } }, 'no column is named for its effective time'],
    ['knownAt', { times: { effective: 'effectiveAt' } }, 'no column is named for its recorded time'],
  ])('%s', (_, changed, message) => {
    expect(() => list(ListBooks, { ...declared, ...changed } as never)).toThrow(message);
  });

  it('a search', () => {
    @ReadModel({ schema: 'library', table: 'leaflet', version: 1 })
    class LeafletRow {
      @TenantColumn() tenantId!: string;
      @IdColumn({ key: true }) bookId!: string;
      @TextColumn() title!: string;
      @TextColumn() authorName!: string;
      @InstantColumn() effectiveAt!: string;
      @InstantColumn() recordedAt!: string;
    }
    const { joins: _joins, sort: _sort, ...rest } = declared;
    expect(() => list(ListBooks, { ...rest, entity: LeafletRow } as never)).toThrow('none of its tables has @Searched');
  });
});
