import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { Logout } from '#contracts/auth/logout';
import { Login } from '#contracts/auth/login';
import { DomainError } from '#contracts/errors';
import { CreateItem } from '#contracts/inventory/create-item';
import { ListItems } from '#contracts/inventory/list-items';
import { ListOrganizations } from '#contracts/tenancy/list-organizations';
import { type AccessChange, identityMigrations, publishAccess, publishQuota } from '#libs/identity';
import { brokerAtHand, type TestBroker } from '#libs/testing/brokers';
import { type MigratedDatabase, migratedDatabase } from '#libs/testing/migrated-database';
import { BUS_USERS, type Caller, TestGateway } from './gateway.fixture';
import type { GatewaySettings } from './gateway-parts';
import type { Problem } from './http/problem';

const ORGANIZATION = randomUUID();
const FLOUR = { itemNumber: 'A-1001', name: 'Flour', unit: 'kg' };
const JSON_TYPE = { 'Content-Type': 'application/json' };

const INVALID_TOKEN = ', error="invalid_token", error_description="A valid access token is needed"';

describe('the checks of a request', () => {
  let broker: TestBroker;
  let database: MigratedDatabase;
  const gateways: TestGateway[] = [];
  let gateway: TestGateway;

  async function start(settings: Partial<GatewaySettings> = {}): Promise<TestGateway> {
    const pools = { write: database.pool('opsledger_auth'), read: database.pool('opsledger_reader') };
    const started = await TestGateway.start(broker.url, pools, settings);
    gateways.unshift(started);
    await started.answers(CreateItem, () => Promise.resolve({ answer: { id: randomUUID(), revision: 0 } }));
    await started.answers(ListItems, () => Promise.resolve({ answer: { items: [], nextCursor: null } }));
    await started.answers(ListOrganizations, () => Promise.resolve({ answer: { items: [], nextCursor: null } }));
    return started;
  }

  beforeAll(async () => {
    broker = await brokerAtHand().start(BUS_USERS);
    database = await migratedDatabase(identityMigrations);
    gateway = await start();
  });
  afterAll(async () => {
    for (const each of gateways) await each.close();
    await database.drop();
    await broker.stop();
  });

  const member = (roles: readonly string[], more: Partial<Caller> = {}): Caller => ({
    accountId: randomUUID(),
    organizationId: ORGANIZATION,
    roles,
    ...more,
  });
  const codeOf = async (response: Response) => ((await response.json()) as Problem).code;
  const create = (token: string | undefined, init: RequestInit = {}, at = gateway) =>
    at.request('/api/v1/items', {
      method: 'POST',
      body: JSON.stringify(FLOUR),
      headers: JSON_TYPE,
      ...init,
      ...(token && { token }),
    });

  describe('of the caller', () => {
    it('lets a member with the permission in', async () => {
      expect((await create(gateway.tokenOf(member(['manager'])))).status).toBe(201);
    });

    it.each([
      ['no token', undefined, ''],
      ['rubbish', 'rubbish', INVALID_TOKEN],
      ['an API key that is none', 'olk_nothing', INVALID_TOKEN],
    ])('refuses %s with 401 and the way to sign in', async (_what, token, error) => {
      const response = await create(token);
      expect([response.status, await codeOf(response)]).toEqual([401, 'UNAUTHENTICATED']);
      expect(response.headers.get('www-authenticate')).toBe(`Bearer realm="opsledger"${error}`);
    });

    it('names the permission that a caller lacks; a wrong password is no fault of a token', async () => {
      const viewer = await create(gateway.tokenOf(member(['viewer'])));
      expect(viewer.headers.get('www-authenticate')).toMatch(
        /^Bearer realm="opsledger", error="insufficient_scope", error_description="[^"]+", scope="inventory\.item\.manage"$/,
      );
      await gateway.answers(Login, () => Promise.reject(new DomainError('INVALID_CREDENTIALS')));
      const wrong = await gateway.request('/api/v1/auth/login', {
        method: 'POST',
        token: gateway.tokenOf(member(['viewer'])),
        json: { email: 'ada@example.com', password: 'wrong' },
      });
      expect([wrong.status, wrong.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="opsledger"']);
    });

    it('refuses a token that has expired, and one of another key', async () => {
      const hourAgo = Date.now() - 3_600_000;
      expect((await create(gateway.tokenOf(member(['manager']), hourAgo))).status).toBe(401);
      const [header = '', payload = ''] = gateway.tokenOf(member(['manager'])).split('.');
      expect((await create(`${header}.${payload}.${'A'.repeat(86)}`)).status).toBe(401);
    });

    it('of signing out is that of a good token; with any other token there is none, and no refusal', async () => {
      await gateway.answers(Logout, () => Promise.resolve({ answer: { ended: true } }));
      const caller = member(['viewer'], { sessionId: randomUUID() });
      const signOut = async (token?: string) => {
        const json = { refreshToken: 'opaque' };
        const { status } = await gateway.request('/api/v1/auth/logout', {
          method: 'POST',
          json,
          ...(token && { token }),
        });
        return [status, gateway.lastAsked.context.sessionId];
      };
      const token = gateway.tokenOf(caller);
      expect(await signOut(token)).toEqual([200, caller.sessionId]);
      expect(await signOut()).toEqual([200, undefined]);
      expect(await signOut('rubbish')).toEqual([200, undefined]);
      expect(await signOut(gateway.tokenOf(caller, Date.now() - 3_600_000))).toEqual([200, undefined]);
      const ended = { kind: 'session', id: caller.sessionId as string, version: 2, ended: true } as const;
      await publishAccess(database.pool('opsledger_auth'), [ended]);
      expect(await signOut(token)).toEqual([200, undefined]);
    });

    it('refuses a token in another scheme than Bearer', async () => {
      const headers = { ...JSON_TYPE, Authorization: `Basic ${gateway.tokenOf(member(['manager']))}` };
      expect((await create(undefined, { headers })).status).toBe(401);
    });

    it('refuses a caller without the permission, and one without an organisation', async () => {
      const viewer = await create(gateway.tokenOf(member(['viewer'])));
      expect([viewer.status, await codeOf(viewer)]).toEqual([403, 'FORBIDDEN']);
      const platform = gateway.tokenOf({ accountId: randomUUID(), platformRoles: ['super_admin'] });
      const outside = await create(platform);
      expect([outside.status, await codeOf(outside)]).toEqual([403, 'ORGANIZATION_REQUIRED']);
      expect((await gateway.request('/api/v1/organizations', { token: platform })).status).toBe(200);
    });
  });

  describe('of access that has ended', () => {
    const publish = (change: Omit<AccessChange, 'version'>) =>
      publishAccess(database.pool('opsledger_auth'), [{ ...change, version: 2 }]);

    it('refuses the very next request of a session that was ended', async () => {
      const caller = member(['manager'], { sessionId: randomUUID() });
      const token = gateway.tokenOf(caller);
      expect((await create(token)).status).toBe(201);
      await publish({ kind: 'session', id: caller.sessionId as string, ended: true });
      const response = await create(token);
      expect([response.status, await codeOf(response)]).toEqual([401, 'SESSION_ENDED']);
    });

    it('refuses a member who was deactivated, at once', async () => {
      const caller = member(['manager']);
      const token = gateway.tokenOf(caller);
      await publish({ kind: 'membership', id: caller.accountId, ended: true });
      expect(await codeOf(await create(token))).toBe('SESSION_ENDED');
    });

    it('asks for a new token after a change of roles', async () => {
      const caller = member(['manager']);
      const token = gateway.tokenOf(caller);
      await publish({ kind: 'membership', id: caller.accountId, ended: false });
      expect(await codeOf(await create(token))).toBe('UNAUTHENTICATED');
    });

    it('refuses everyone of a suspended organisation', async () => {
      const organizationId = randomUUID();
      const token = gateway.tokenOf(member(['manager'], { organizationId }));
      await publish({ kind: 'organization', id: organizationId, ended: true });
      const response = await create(token);
      expect([response.status, await codeOf(response)]).toEqual([403, 'ORGANIZATION_SUSPENDED']);
    });
  });

  describe('come in this order', () => {
    const tooLarge = 'x'.repeat(600 * 1024);

    it('401 and 403 before the body is looked at', async () => {
      for (const body of [tooLarge, '{']) {
        expect((await create(undefined, { body })).status).toBe(401);
        expect((await create(gateway.tokenOf(member(['viewer'])), { body })).status).toBe(403);
      }
    });

    it('403 before anything of the body has been sent', async () => {
      const status = await new Promise<number | undefined>((resolve, reject) => {
        const url = new URL('/api/v1/items', gateway.url);
        const headers = {
          ...JSON_TYPE,
          'Content-Length': '1000',
          Authorization: `Bearer ${gateway.tokenOf(member(['viewer']))}`,
        };
        const sent = httpRequest(url, { method: 'POST', headers }, (response) => {
          resolve(response.statusCode);
          sent.destroy();
        });
        sent.on('error', reject);
        sent.flushHeaders();
      });
      expect(status).toBe(403);
    });

    it('413, then 415, then 400', async () => {
      const token = gateway.tokenOf(member(['manager']));
      const xml = { headers: { 'Content-Type': 'text/xml' } };
      expect(await codeOf(await create(token, { ...xml, body: tooLarge }))).toBe('PAYLOAD_TOO_LARGE');
      expect(await codeOf(await create(token, { ...xml, body: '{' }))).toBe('UNSUPPORTED_MEDIA_TYPE');
      expect(await codeOf(await create(token, { body: '{' }))).toBe('VALIDATION_FAILED');
    });

    it('refuses a body that says no length and turns out too large', async () => {
      const body = new ReadableStream({
        start(controller) {
          for (let sent = 0; sent < 10; sent++) controller.enqueue(new TextEncoder().encode('x'.repeat(60 * 1024)));
          controller.close();
        },
      });
      const response = await create(gateway.tokenOf(member(['manager'])), { body, duplex: 'half' });
      expect([response.status, await codeOf(response)]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    });

    it('refuses a body that nests without end, before it is parsed', async () => {
      const response = await create(gateway.tokenOf(member(['manager'])), { body: '{"a":'.repeat(80_000) });
      expect([response.status, await response.json()]).toMatchObject([
        400,
        { errors: [{ pointer: '', code: 'FORMAT' }] },
      ]);
    });

    it('refuses a body in a coding it does not read', async () => {
      const headers = { ...JSON_TYPE, 'Content-Encoding': 'gzip' };
      expect((await create(gateway.tokenOf(member(['manager'])), { headers })).status).toBe(415);
    });

    it('takes 512 KB', async () => {
      const body = JSON.stringify({ ...FLOUR, name: 'x'.repeat(511 * 1024) });
      const response = await create(gateway.tokenOf(member(['manager'])), { body });
      expect(await codeOf(response)).toBe('VALIDATION_FAILED');
    });

    it('refuses a password of any length before a service sees it', async () => {
      await gateway.answers(Login, () => Promise.reject(new DomainError('INVALID_CREDENTIALS')));
      const asked = gateway.asked.length;
      const signIn = async (length: number) => {
        const json = { email: 'ada@example.com', password: 'x'.repeat(length) };
        const response = await gateway.request('/api/v1/auth/login', { method: 'POST', json });
        return [response.status, await codeOf(response)];
      };
      expect(await signIn(1024 * 1024)).toEqual([413, 'PAYLOAD_TOO_LARGE']);
      expect(await signIn(500 * 1024)).toEqual([400, 'VALIDATION_FAILED']);
      expect(gateway.asked).toHaveLength(asked);
    });

    it('429 by address before 401', async () => {
      const limited = await start({ rateLimitPerMinute: 2 });
      const statuses = [];
      for (let sent = 0; sent < 3; sent++) statuses.push((await create(undefined, {}, limited)).status);
      expect(statuses).toEqual([401, 401, 429]);
    });

    it('429 by user after 401 and before 403', async () => {
      const limited = await start({ rateLimitUserPerMinute: 1 });
      const token = limited.tokenOf(member(['viewer']));
      expect((await create(undefined, {}, limited)).status).toBe(401);
      expect((await create(token, {}, limited)).status).toBe(403);
      const response = await create(token, {}, limited);
      expect([response.status, await codeOf(response)]).toEqual([429, 'RATE_LIMITED']);
      expect((await create(limited.tokenOf(member(['manager'])), {}, limited)).status).toBe(201);
    });
  });

  describe('of the quota of an organisation', () => {
    it('counts all its users together, after each by themselves, and before 403', async () => {
      const limited = await start({ rateLimitUserPerMinute: 2, rateLimitOrganizationPerMinute: 3 });
      const organizationId = randomUUID();
      const [one, other] = [0, 1].map(() => limited.tokenOf(member(['viewer'], { organizationId })));
      const statuses = [];
      for (const token of [one, one, one, other, other]) statuses.push((await create(token, {}, limited)).status);
      // The third request of one is refused for the user, and does not count for the organisation.
      expect(statuses).toEqual([403, 403, 429, 403, 429]);
      expect((await create(limited.tokenOf(member(['viewer'])), {}, limited)).status).toBe(403);
    });

    it("is the published one's: of its tier, unless the environment has another; an override holds in any case", async () => {
      const [byTier, bySetting] = [gateway, await start({ rateLimitOrganizationPerMinute: 7 })];
      const organizationId = randomUUID();
      const policies = async () => {
        const answers = await Promise.all(
          [byTier, bySetting].map((at) => create(at.tokenOf(member(['viewer'], { organizationId })), {}, at)),
        );
        return answers.map(({ headers }) => headers.get('ratelimit-policy')?.split(', ').at(-1));
      };
      const db = database.pool('opsledger_auth');
      expect(await policies()).toEqual(['"organization";q=3000;w=60', '"organization";q=7;w=60']);
      await publishQuota(db, { organizationId, version: 3, requestsPerMinute: 12_000, isOverride: false });
      expect(await policies()).toEqual(['"organization";q=12000;w=60', '"organization";q=7;w=60']);
      await publishQuota(db, { organizationId, version: 4, requestsPerMinute: 50, isOverride: true });
      // An older state comes late.
      await publishQuota(db, { organizationId, version: 3, requestsPerMinute: 12_000, isOverride: false });
      expect(await policies()).toEqual(['"organization";q=50;w=60', '"organization";q=50;w=60']);
    });
  });

  describe('of quotas', () => {
    it('show in every answer the rest, and when to come again', async () => {
      const limited = await start({ rateLimitPerMinute: 3, rateLimitUserPerMinute: 2 });
      const token = limited.tokenOf(member(['manager']));
      const first = await create(token, {}, limited);
      expect(first.headers.get('ratelimit-policy')).toBe(
        '"address";q=3;w=60, "user";q=2;w=60, "organization";q=3000;w=60',
      );
      expect(first.headers.get('ratelimit')).toMatch(
        /^"address";r=2;t=\d+, "user";r=1;t=\d+, "organization";r=2999;t=\d+$/,
      );
      await create(token, {}, limited);
      const spent = await create(token, {}, limited);
      expect(spent.status).toBe(429);
      expect(Number(spent.headers.get('retry-after'))).toBeGreaterThan(50);
    });

    it('count paths that lead nowhere, and leave probes uncounted', async () => {
      const limited = await start({ rateLimitPerMinute: 2 });
      for (let sent = 0; sent < 5; sent++) expect((await limited.request('/health/live')).status).toBe(200);
      expect((await limited.request('/nowhere')).status).toBe(404);
      expect((await limited.request('/nowhere')).status).toBe(404);
      expect((await limited.request('/nowhere')).status).toBe(429);
    });

    it('count preflights, and let the allowed origins read a refusal', async () => {
      const limited = await start({ rateLimitPerMinute: 1 });
      const preflight = () =>
        limited.request('/api/v1/locations', {
          method: 'OPTIONS',
          headers: { Origin: 'https://app.example.com', 'Access-Control-Request-Method': 'POST' },
        });
      expect((await preflight()).status).toBe(204);
      const refused = await preflight();
      expect(refused.status).toBe(429);
      expect(refused.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
    });

    it('believe X-Forwarded-For of a trusted proxy alone', async () => {
      const from = (address: string, at: TestGateway) =>
        create(undefined, { headers: { ...JSON_TYPE, 'X-Forwarded-For': address } }, at);
      const direct = await start({ rateLimitPerMinute: 1 });
      expect([(await from('203.0.113.1', direct)).status, (await from('203.0.113.2', direct)).status]).toEqual([
        401, 429,
      ]);
      const proxied = await start({ rateLimitPerMinute: 1, trustedProxies: ['127.0.0.1'] });
      expect([(await from('203.0.113.1', proxied)).status, (await from('203.0.113.2', proxied)).status]).toEqual([
        401, 401,
      ]);
    });
  });
});
