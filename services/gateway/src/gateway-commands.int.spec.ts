import { randomUUID } from 'node:crypto';
import { CreateUser } from '#contracts/auth/create-user';
import { allContracts } from '#contracts/catalogue';
import { Login } from '#contracts/auth/login';
import { SetRoles } from '#contracts/auth/set-roles';
import { DomainError, type ErrorCode, type ErrorDetails } from '#contracts/errors';
import { CreateItem } from '#contracts/inventory/create-item';
import { ReceiveStock } from '#contracts/inventory/receive-stock';
import { PLATFORM } from '#contracts/permissions';
import { positionOf } from '#libs/event-log';
import { identityMigrations, publishStepUp } from '#libs/identity';
import { brokerAtHand, type TestBroker } from '#libs/testing/brokers';
import { type MigratedDatabase, migratedDatabase } from '#libs/testing/migrated-database';
import { BUS_USERS, TestGateway } from './gateway.fixture';
import type { Problem } from './http/problem';

const ORGANIZATION = randomUUID();
const ACCOUNT = randomUUID();
const ITEM = randomUUID();
const LOCATION = randomUUID();
const FLOUR = { itemNumber: 'A-1001', name: 'Flour', unit: 'kg' };
const RECEIPT = { locationId: LOCATION, quantity: 12.5, unitCost: '2' };
const RECEIPTS = `/api/v1/items/${ITEM}/receipts`;

describe('a command through the gateway', () => {
  let broker: TestBroker;
  let database: MigratedDatabase;
  let gateway: TestGateway;
  let manager: string;
  let admin: string;

  beforeAll(async () => {
    broker = await brokerAtHand().start(BUS_USERS);
    database = await migratedDatabase(identityMigrations);
    gateway = await TestGateway.start(broker.url, {
      write: database.pool('opsledger_auth'),
      read: database.pool('opsledger_reader'),
    });
    manager = gateway.tokenOf({ accountId: ACCOUNT, organizationId: ORGANIZATION, roles: ['manager'] });
    admin = gateway.tokenOf({ accountId: ACCOUNT, organizationId: ORGANIZATION, roles: ['admin'] });
    await gateway.answers(CreateItem, () =>
      Promise.resolve({ answer: { id: ITEM, revision: 0 }, position: positionOf(1, 42) }),
    );
  });
  afterAll(async () => {
    await gateway.close();
    await database.drop();
    await broker.stop();
  });

  const post = (path: string, init: Parameters<TestGateway['request']>[1] = {}) =>
    gateway.request(path, { method: 'POST', token: manager, ...init });

  async function problemOf(response: Response): Promise<Problem & Record<string, unknown>> {
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    const problem = (await response.json()) as Problem & Record<string, unknown>;
    expect(problem.status).toBe(response.status);
    expect(problem.traceId).toBe(response.headers.get('traceparent')?.slice(3, 35));
    return problem;
  }

  const faultsOf = async (response: Response) =>
    (await problemOf(response)).errors?.map(({ pointer, code }) => `${pointer} ${code}`);

  describe('that is carried out', () => {
    it('answers with its status, the address of the created thing, and its position', async () => {
      const response = await post('/api/v1/items', { json: FLOUR });
      expect(response.status).toBe(201);
      expect(await response.json()).toEqual({ id: ITEM, revision: 0 });
      expect(response.headers.get('location')).toBe(`/api/v1/items/${ITEM}`);
      expect(response.headers.get('opsledger-position')).toBe(positionOf(1, 42));
    });

    it('reaches its service with path and body together, values in their one form, and the circumstances', async () => {
      const movementId = randomUUID();
      const answer = { id: movementId, revision: 3, transactionId: movementId, movementIds: [movementId] };
      await gateway.answers(ReceiveStock, () => Promise.resolve({ answer }));
      const response = await post(
        RECEIPTS.toUpperCase().replace('/API/V1/ITEMS/', '/api/v1/items/').replace('RECEIPTS', 'receipts'),
        {
          json: RECEIPT,
          headers: { 'User-Agent': 'a test', 'X-Request-Id': 'request-1' },
        },
      );
      expect(response.headers.get('location')).toBe(`/api/v1/movements/${movementId}`);
      expect(gateway.lastAsked.payload).toEqual({
        itemId: ITEM,
        locationId: LOCATION,
        quantity: '12.500',
        unitCost: '2.00000000',
      });
      expect(gateway.lastAsked.context).toMatchObject({
        tenantId: ORGANIZATION,
        actor: { id: ACCOUNT, type: 'user', roles: ['manager'] },
        requestId: 'request-1',
        correlationId: 'request-1',
        causationId: 'request-1',
        ip: '127.0.0.1',
        userAgent: 'a test',
        traceparent: response.headers.get('traceparent'),
        commandId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        now: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      });
    });

    it('of the public goes with the token of the gateway itself, whatever the caller sends', async () => {
      const answer = { accessToken: 'a', tokenType: 'Bearer', expiresIn: 900, refreshToken: 'b', user: {} };
      await gateway.answers(Login, () => Promise.resolve({ answer }));
      const json = { email: 'ada@example.com', password: 'correct horse battery' };
      for (const token of [undefined, 'rubbish', manager]) {
        const response = await gateway.request('/api/v1/auth/login', { method: 'POST', json, ...(token && { token }) });
        expect(response.status).toBe(200);
        expect(await response.json()).toEqual(answer);
        expect(gateway.lastAsked.context).toMatchObject({
          tenantId: PLATFORM,
          actor: { id: 'service:gateway', type: 'service', roles: [] },
        });
      }
    });

    it('may have no body where no field is required', async () => {
      await gateway.answers(SetRoles, () => Promise.resolve({ answer: { id: ACCOUNT, revision: 1 } }));
      const path = `/api/v1/users/${ACCOUNT}/roles`;
      expect(await faultsOf(await gateway.request(path, { method: 'PUT', token: admin }))).toEqual(['/roles REQUIRED']);
      const response = await gateway.request(path, { method: 'PUT', token: admin, json: { roles: [] } });
      expect(response.status).toBe(200);
    });
  });

  describe('with an Idempotency-Key', () => {
    const commandIdOf = async (key: string, path = RECEIPTS, token = manager) => {
      await post(path, { token, json: RECEIPT, headers: { 'Idempotency-Key': key } });
      return gateway.lastAsked.context.commandId;
    };

    it('has the same id each time, and another for another key, path, caller or organisation', async () => {
      const first = await commandIdOf('key-1');
      expect(await commandIdOf('key-1')).toBe(first);
      expect(await commandIdOf('key-1', RECEIPTS.replace(ITEM, ITEM.toUpperCase()))).toBe(first);
      const other = { accountId: randomUUID(), organizationId: ORGANIZATION, roles: ['manager'] };
      const elsewhere = { accountId: ACCOUNT, organizationId: randomUUID(), roles: ['manager'] };
      const ids = [
        first,
        await commandIdOf('key-2'),
        await commandIdOf('key-1', `/api/v1/items/${randomUUID()}/receipts`),
        await commandIdOf('key-1', RECEIPTS, gateway.tokenOf(other)),
        await commandIdOf('key-1', RECEIPTS, gateway.tokenOf(elsewhere)),
      ];
      expect(new Set(ids).size).toBe(ids.length);
    });

    it('tells another payload from the same one, however it is written', async () => {
      const digestOf = async (json: object, key = 'key-1') => {
        await post(RECEIPTS, { json, headers: { 'Idempotency-Key': key } });
        return gateway.lastAsked.context.payloadDigest;
      };
      const digest = await digestOf(RECEIPT);
      expect(digest).toMatch(/^[0-9a-f]{8}$/);
      expect(await digestOf(Object.fromEntries(Object.entries(RECEIPT).toReversed()))).toBe(digest);
      expect(await digestOf({ ...RECEIPT, quantity: '77' })).not.toBe(digest);
      expect(await digestOf(RECEIPT, 'key-2')).not.toBe(digest);
    });

    it.each(['', 'two words', 'ü', 'x'.repeat(256)])('is refused for the key %p', async (key) => {
      const response = await post(RECEIPTS, { json: RECEIPT, headers: { 'Idempotency-Key': key } });
      expect(await problemOf(response)).toMatchObject({ code: 'VALIDATION_FAILED' });
    });

    it('has a random id where keys do not count: signing in', async () => {
      const signIn = async () => {
        const json = { email: 'ada@example.com', password: 'correct horse battery' };
        await post('/api/v1/auth/login', { json, headers: { 'Idempotency-Key': 'key-1' } });
        return gateway.lastAsked.context.commandId;
      };
      expect(await signIn()).not.toBe(await signIn());
    });
  });

  describe('with preconditions', () => {
    const setRoles = (ifMatch: string, header = 'If-Match') =>
      gateway.request(`/api/v1/users/${ACCOUNT}/roles`, {
        method: 'PUT',
        token: admin,
        json: { roles: [] },
        headers: { [header]: ifMatch },
      });

    it('passes the state to the service, without its quotes', async () => {
      await setRoles('"0001-42"');
      expect(gateway.lastAsked.context.ifMatch).toBe('0001-42');
      await setRoles('"0001-7", W/"0001-8", "0001-42"');
      expect(gateway.lastAsked.context.ifMatch).toBe('0001-7,0001-42');
      await setRoles('*');
      expect(gateway.lastAsked.context.ifMatch).toBeUndefined();
    });

    it('passes the states that it must not have, by weak comparison', async () => {
      await setRoles('W/"0001-7", "0001-42"', 'If-None-Match');
      expect(gateway.lastAsked.context.ifNoneMatch).toBe('0001-7,0001-42');
      await setRoles('*', 'If-None-Match');
      expect(gateway.lastAsked.context.ifNoneMatch).toBe('*');
    });

    it('asks for a state that there is not with a weak tag, and refuses an invalid tag', async () => {
      await setRoles('W/"0001-42"');
      expect(gateway.lastAsked.context.ifMatch).toBe('-');
      for (const header of ['If-Match', 'If-None-Match']) {
        const problem = await problemOf(await setRoles('0001-42', header));
        expect(problem).toMatchObject({ status: 400, code: 'VALIDATION_FAILED', errors: [{ pointer: header }] });
      }
    });

    it('is not asked for by commands that record movements', async () => {
      await post(RECEIPTS, { json: RECEIPT, headers: { 'If-Match': '"1"', 'If-None-Match': '*' } });
      for (const name of ['ifMatch', 'ifNoneMatch']) expect(gateway.lastAsked.context).not.toHaveProperty(name);
    });
  });

  describe('that is not valid', () => {
    it.each<[string, object, string[]]>([
      ['an unknown field', { ...FLOUR, colour: 'white' }, ['/colour UNKNOWN']],
      ['a missing field', { itemNumber: 'A', unit: 'kg' }, ['/name REQUIRED']],
      ['a wrong type', { ...FLOUR, name: 7 }, ['/name TYPE']],
      ['a string that is too long', { ...FLOUR, name: 'x'.repeat(201) }, ['/name LENGTH']],
      ['a fault inside', { ...FLOUR, units: [{ unit: 'case', factor: '0' }] }, ['/units/0/factor FORMAT']],
      ['a list in place of an object', [FLOUR], [' TYPE']],
    ])('names %s', async (_what, json, faults) => {
      const response = await post('/api/v1/items', { json });
      expect(response.status).toBe(400);
      expect(await faultsOf(response)).toEqual(faults);
    });

    it.each<[string, object, string[]]>([
      ['NaN', { quantity: 'NaN' }, ['/quantity FORMAT']],
      ['a negative quantity', { quantity: -1 }, ['/quantity RANGE']],
      ['four decimals', { quantity: '1.0001' }, ['/quantity SCALE']],
      ['the year 275760', { effectiveAt: '+275760-09-13T00:00:00.000Z' }, ['/effectiveAt FORMAT']],
      ['an id of the path in the body', { itemId: ITEM }, ['/itemId UNKNOWN']],
    ])('refuses %s', async (_what, wrong, faults) => {
      expect(await faultsOf(await post(RECEIPTS, { json: { ...RECEIPT, ...wrong } }))).toEqual(faults);
    });

    it.each([
      ['malformed JSON', '{"itemNumber":'],
      ['a bare word', 'flour'],
      ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22])],
    ])('refuses %s without repeating it', async (_what, body) => {
      const response = await post('/api/v1/items', { body, headers: { 'Content-Type': 'application/json' } });
      const problem = await problemOf(response);
      expect(problem).toMatchObject({
        status: 400,
        code: 'VALIDATION_FAILED',
        errors: [{ pointer: '', code: 'FORMAT' }],
      });
      expect(JSON.stringify(problem)).not.toMatch(/flour|itemNumber/);
    });

    it('refuses the keys that pollute prototypes', async () => {
      const body = '{"itemNumber":"A","name":"B","unit":"kg","__proto__":{"admin":true}}';
      const response = await post('/api/v1/items', { body, headers: { 'Content-Type': 'application/json' } });
      expect(await faultsOf(response)).toEqual(['/__proto__ UNKNOWN']);
    });

    it('refuses a query parameter, since commands take none', async () => {
      expect(await faultsOf(await post('/api/v1/items?dryRun=true', { json: FLOUR }))).toEqual(['?dryRun UNKNOWN']);
    });

    it('is not found when only the id in the path is invalid', async () => {
      expect(await problemOf(await post('/api/v1/items/7/receipts', { json: RECEIPT }))).toMatchObject({ status: 404 });
      expect(await faultsOf(await post('/api/v1/items/7/receipts', { json: {} }))).toEqual([
        '/locationId REQUIRED',
        '/quantity REQUIRED',
      ]);
    });

    it('never reaches a service', async () => {
      const before = gateway.asked.length;
      await post('/api/v1/items', { json: { ...FLOUR, colour: 'white' } });
      expect(gateway.asked).toHaveLength(before);
    });
  });

  describe('whose body is no object', () => {
    // An upload takes a form, and refuses any other media type before it reads.
    const commands = allContracts().filter(({ kind, route, upload }) => kind === 'command' && route && !upload);
    const sessionId = randomUUID();
    // Some of these commands are grave.
    beforeAll(() => publishStepUp(database.pool('opsledger_auth'), sessionId));
    const anyone = () =>
      gateway.tokenOf({
        accountId: ACCOUNT,
        sessionId,
        organizationId: ORGANIZATION,
        roles: ['admin'],
        platformRoles: ['super_admin'],
      });

    it.each(commands.map(({ name, route }) => [name, route] as const))(
      'is refused as a whole: %s',
      async (_, route) => {
        const before = gateway.asked.length;
        for (const body of ['null', '[]', '[{}]', '"text"', '7', 'true']) {
          const response = await gateway.request((route?.path ?? '').replaceAll(/\{\w+\}/g, randomUUID()), {
            method: route?.method ?? 'POST',
            token: anyone(),
            body,
            headers: { 'Content-Type': 'application/json' },
          });
          expect(await problemOf(response)).toMatchObject({
            code: 'VALIDATION_FAILED',
            detail: 'The body must be an object',
            errors: [{ pointer: '', code: 'TYPE', message: 'must be an object' }],
          });
        }
        expect(gateway.asked).toHaveLength(before);
      },
    );
  });

  describe('that its service refuses', () => {
    const refusals: readonly [ErrorCode, number, ErrorDetails][] = [
      ['NOT_FOUND', 404, {}],
      ['DUPLICATE', 409, {}],
      ['PRECONDITION_FAILED', 412, {}],
      ['INSUFFICIENT_STOCK', 422, { missing: '2.000' }],
      ['ACCOUNT_LOCKED', 429, { retryAfter: 900 }],
      ['SERVICE_UNAVAILABLE', 503, {}],
    ];

    it.each(refusals)('answers %s with %i and the details of the refusal', async (code, status, details) => {
      const fields = [{ pointer: '/locationId', code: 'NOT_FOUND', message: 'is no location' }];
      await gateway.answers(ReceiveStock, () =>
        Promise.reject(new DomainError(code, 'Do this instead', details, fields)),
      );
      const response = await post(RECEIPTS, { json: RECEIPT });
      expect(await problemOf(response)).toMatchObject({
        type: `urn:opsledger:problem:${code.toLowerCase().replaceAll('_', '-')}`,
        status,
        code,
        detail: 'Do this instead',
        errors: fields,
        ...details,
      });
      if (status === 429) expect(response.headers.get('retry-after')).toBe('900');
      if (status === 503) expect(response.headers.get('retry-after')).toBe('1');
    });

    it('shows nothing of an internal fault but the trace', async () => {
      await gateway.answers(ReceiveStock, () => Promise.reject(new Error('relation "secret" does not exist')));
      const problem = await problemOf(await post(RECEIPTS, { json: RECEIPT }));
      expect(problem).toMatchObject({ status: 500, code: 'INTERNAL', detail: 'Something went wrong here' });
      expect(JSON.stringify(problem)).not.toContain('secret');
    });

    it('is unavailable at once when no service answers it, and when the broker is away', async () => {
      const path = '/api/v1/users';
      const json = { email: 'bob@example.com', name: 'Bob', roles: [] };
      expect(await problemOf(await post(path, { token: admin, json }))).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
      await gateway.answers(CreateUser, () => Promise.resolve({ answer: { id: ACCOUNT, revision: 0 } }));
      expect((await post(path, { token: admin, json })).status).toBe(201);
      await broker.kill9();
      const response = await post(path, { token: admin, json });
      await broker.restart();
      expect(await problemOf(response)).toMatchObject({ status: 503, code: 'SERVICE_UNAVAILABLE' });
    });
  });
});
