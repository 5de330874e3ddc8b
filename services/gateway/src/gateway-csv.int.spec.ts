import { randomUUID } from 'node:crypto';
import { type IncomingMessage, get as httpGet } from 'node:http';
import { allContracts } from '#contracts/catalogue';
import type { Contract } from '#contracts/declare/contract';
import { csvColumns } from '#contracts/values/csv';
import { DomainError } from '#contracts/errors';
import { exampleOf } from '#contracts/declare/field';
import { ListItems } from '#contracts/inventory/list-items';
import { ListStock } from '#contracts/inventory/list-stock';
import {
  type ListRequest,
  MAX_LIMIT,
  MAX_WHOLE_PAGE_BYTES,
  MAX_WHOLE_ROWS,
  listTooLong,
} from '#contracts/declare/list-request';
import { identityMigrations, publishAccess } from '#libs/identity';
import { brokerAtHand, type TestBroker } from '#libs/testing/brokers';
import { csvRows } from '#libs/testing/csv-rows';
import { eventually } from '#libs/testing/eventually';
import { type MigratedDatabase, migratedDatabase } from '#libs/testing/migrated-database';
import { BUS_USERS, TestGateway } from './gateway.fixture';
import type { Problem } from './http/problem';

const ORGANIZATION = randomUUID();
const lists = allContracts().flatMap((contract) =>
  contract.list && contract.route ? [[contract.name, contract] as const] : [],
);

describe('a list as a table', () => {
  let broker: TestBroker;
  let database: MigratedDatabase;
  let gateway: TestGateway;
  let token: string;

  beforeAll(async () => {
    broker = await brokerAtHand().start(BUS_USERS);
    database = await migratedDatabase(identityMigrations);
    gateway = await TestGateway.start(broker.url, {
      write: database.pool('opsledger_auth'),
      read: database.pool('opsledger_reader'),
    });
    token = tokenWith();
  });
  afterAll(async () => {
    await gateway.close();
    await database.drop();
    await broker.stop();
  });

  /** The token of a caller who may see everything. */
  const tokenWith = (sessionId: string = randomUUID()) =>
    gateway.tokenOf({
      accountId: randomUUID(),
      organizationId: ORGANIZATION,
      roles: ['admin'],
      platformRoles: ['super_admin'],
      sessionId,
    });
  const get = (path: string, init: { method?: string; accept?: string; as?: string } = {}) =>
    gateway.request(path, {
      method: init.method ?? 'GET',
      token: init.as ?? token,
      headers: { Accept: init.accept ?? 'text/csv' },
    });
  const problemOf = async (response: Response) => {
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    return (await response.json()) as Problem;
  };

  /** Items by number, as long as the list is, in the pages that are asked for. */
  const answersItems = (rows: number, of: (n: number) => object = () => ({})) =>
    gateway.answers(ListItems, ({ payload: { cursor = '0', limit = 50 } }) => {
      const from = Number(cursor);
      const items = Array.from({ length: Math.min(limit, rows - from) }, (_, n) => ({
        id: String(from + n),
        ...of(from + n),
      }));
      return Promise.resolve({ answer: { items, nextCursor: from + limit < rows ? String(from + limit) : null } });
    });
  const asked = () =>
    gateway.asked
      .filter(({ subject }) => subject === 'inventory.list-items')
      .map(({ payload }) => payload as ListRequest);
  beforeEach(() => {
    gateway.asked.length = 0;
    gateway.logged.length = 0;
  });

  it.each(lists)(
    'has all pages of %s, with its fields in the order of the contract',
    async (_name, contract: Contract) => {
      const row = exampleOf(contract.answers);
      await gateway.answers(contract.type, ({ payload }) => {
        const { cursor } = payload as ListRequest;
        const items =
          cursor === undefined
            ? [row, row]
            : [{ ...row, ...Object.fromEntries(csvColumns(contract).map((name) => [name, null])) }];
        return Promise.resolve({ answer: { items, nextCursor: cursor === undefined ? 'next' : null } });
      });
      const response = await get((contract.route?.path ?? '').replaceAll(/\{\w+\}/g, randomUUID()));
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
      expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="[a-z-]+\.csv"$/);
      const text = await response.text();
      expect(text.split('\r\n', 1)).toEqual([csvColumns(contract).join(',')]);
      const first = Object.fromEntries(
        csvColumns(contract).map((name) => [name, String((row[name] as string | number | boolean | null) ?? '')]),
      );
      const last = Object.fromEntries(csvColumns(contract).map((name) => [name, '']));
      expect(csvRows(text)).toEqual([first, first, last]);
      expect(gateway.asked.map(({ payload }) => payload)).toMatchObject([
        { whole: true, limit: MAX_LIMIT },
        { whole: true, limit: MAX_LIMIT, cursor: 'next' },
      ]);
    },
  );

  it('takes filters, sort, text and time as JSON does', async () => {
    await answersItems(1);
    await get('/api/v1/items?sort=-name&active=true&q=flour');
    expect(gateway.lastAsked.payload).toEqual({ sort: '-name', active: true, q: 'flour', whole: true, limit: 200 });
    await gateway.answers(ListStock, () => Promise.resolve({ answer: { items: [], nextCursor: null, asOf: '' } }));
    expect(csvRows(await (await get('/api/v1/stock?asOf=2026-01-31T09:30:00Z')).text())).toEqual([]);
    expect(gateway.lastAsked.payload).toMatchObject({ asOf: '2026-01-31T09:30:00.000Z' });
    expect((await get('/api/v1/items?colour=white')).status).toBe(400);
  });

  it.each([
    ['limit=10', '?limit'],
    ['cursor=x', '?cursor'],
    ['whole=true', '?whole'],
  ])('does not go with %s', async (query, pointer) => {
    await answersItems(1);
    const problem = await problemOf(await get(`/api/v1/items?${query}`));
    expect(problem).toMatchObject({ status: 400, errors: [{ pointer, code: 'UNKNOWN' }] });
    expect(asked()).toEqual([]);
  });

  it('cannot be forged over HTTP by the internal field of the gateway', async () => {
    await answersItems(1);
    expect((await get('/api/v1/items?whole=true', { accept: 'application/json' })).status).toBe(400);
  });

  it('is given to a caller who prefers it, and only for lists', async () => {
    await answersItems(1);
    const json = await get('/api/v1/items', { accept: 'text/csv;q=0.5, application/json' });
    expect(await json.json()).toEqual({ items: [{ id: '0' }], nextCursor: null });
    expect(await problemOf(await get('/api/v1/items', { accept: 'application/xml' }))).toMatchObject({ status: 406 });
    expect(await problemOf(await get('/api/v1/auth/me'))).toMatchObject({ status: 406, code: 'NOT_ACCEPTABLE' });
  });

  it('refuses a fault before the first row with a problem', async () => {
    expect((await problemOf(await get('/api/v1/items', { as: 'rubbish' }))).code).toBe('UNAUTHENTICATED');
    for (const refusal of [listTooLong(), new DomainError('SERVICE_UNAVAILABLE')]) {
      await gateway.answers(ListItems, () => Promise.reject(refusal));
      const response = await get('/api/v1/items');
      expect(response.headers.has('content-disposition')).toBe(false);
      expect(await problemOf(response)).toMatchObject({ code: refusal.code, detail: refusal.message });
    }
  });

  it('comes in smaller pages where rows are too large for a page of 256 KB', async () => {
    const name = 'x'.repeat(3_000);
    await answersItems(1_000, () => ({ name }));
    const rows = csvRows(await (await get('/api/v1/items')).text());
    expect(rows.map(({ id }) => Number(id))).toEqual(Array.from({ length: 1_000 }, (_, n) => n));
    const limits = asked().map(({ limit = 0 }) => limit);
    const cut = limits.filter((limit) => limit < 200);
    expect(cut).not.toHaveLength(0);
    for (const limit of cut) expect(limit * name.length).toBeLessThan(MAX_WHOLE_PAGE_BYTES);
  });

  it('says when its beginning is behind', async () => {
    await gateway.answers(ListItems, () => Promise.resolve({ answer: { items: [], nextCursor: null }, stale: true }));
    expect((await get('/api/v1/items')).headers.get('opsledger-stale')).toBe('true');
  });

  it('is its headers alone for HEAD, with no page beyond those they need', async () => {
    await answersItems(1_000);
    const response = await get('/api/v1/items', { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="items.csv"');
    expect(asked()).toHaveLength(1);
  });

  describe('that goes wrong in the middle', () => {
    const breaksOff = async (response: Response) => {
      expect(response.status).toBe(200);
      await expect(response.text()).rejects.toThrow('terminated');
      await eventually(() => gateway.logged.some((line) => line.includes('answer broken off')));
      return JSON.parse(gateway.logged.find((line) => line.includes('answer broken off')) ?? '') as object;
    };

    it('breaks the connection off', async () => {
      await gateway.answers(ListItems, ({ payload: { cursor } }) =>
        cursor === undefined
          ? Promise.resolve({ answer: { items: [{ id: 'one' }], nextCursor: 'next' } })
          : Promise.reject(new DomainError('SERVICE_UNAVAILABLE')),
      );
      expect(await breaksOff(await get('/api/v1/items'))).toMatchObject({
        level: 'warn',
        route: '/api/v1/items',
        code: 'SERVICE_UNAVAILABLE',
      });
    });

    it('goes no further than its caller’s access', async () => {
      const sessionId = randomUUID();
      await gateway.answers(ListItems, async () => {
        const ended = { kind: 'session', id: sessionId, ended: true, version: 2 } as const;
        await publishAccess(database.pool('opsledger_auth'), [ended]);
        return { answer: { items: [{ id: 'one' }], nextCursor: 'next' } };
      });
      const told = await breaksOff(await get('/api/v1/items', { as: tokenWith(sessionId) }));
      expect(told).toMatchObject({ code: 'SESSION_ENDED' });
      expect(asked()).toHaveLength(1);
    });

    it('ends at as many rows as are given whole, also where rows keep coming', async () => {
      await answersItems(Infinity);
      expect(await breaksOff(await get('/api/v1/items'))).toMatchObject({ code: 'LIST_TOO_LONG' });
      expect(asked()).toHaveLength(MAX_WHOLE_ROWS / MAX_LIMIT + 1);
    });
  });

  it('is fetched no faster than the client reads, and no further once it stops reading', async () => {
    await answersItems(MAX_WHOLE_ROWS, () => ({ name: 'x'.repeat(1_000) }));
    const headers = { Authorization: `Bearer ${token}`, Accept: 'text/csv' };
    const taken = await new Promise<IncomingMessage>((resolve, reject) => {
      httpGet(new URL('/api/v1/items', gateway.url), { headers }, resolve).on('error', reject);
    });
    // The client reads nothing, so at some moment the buffers are full.
    const isQuiet = async () => {
      const before = asked().length;
      for (let time = 0; time < 20; time++) await gateway.request('/health/live');
      return asked().length === before;
    };
    await eventually(isQuiet);
    const pulled = asked().length;
    expect(pulled).toBeLessThan(MAX_WHOLE_ROWS / MAX_LIMIT / 2);
    taken.destroy();
    await eventually(isQuiet);
    expect(asked().length).toBeLessThanOrEqual(pulled + 1);
    expect(gateway.logged.join('')).not.toContain('broken off');
  });
});
