import { randomUUID } from 'node:crypto';
import { RecordRefusals } from '#contracts/audit/record-refusals';
import { Login } from '#contracts/auth/login';
import { DomainError } from '#contracts/errors';
import { GetItem } from '#contracts/inventory/get-item';
import { PLATFORM } from '#contracts/permissions';
import { identityMigrations, publishAccess } from '#libs/identity';
import { brokerAtHand, type TestBroker } from '#libs/testing/brokers';
import { eventually } from '#libs/testing/eventually';
import { type MigratedDatabase, migratedDatabase } from '#libs/testing/migrated-database';
import { BUS_USERS, type Caller, TestGateway } from './gateway.fixture';
import type { GatewaySettings } from './gateway-parts';

const ORGANIZATION = randomUUID();
const TRIED = randomUUID();
const LOGIN = '/api/v1/auth/login';
const CREDENTIALS = { email: 'ada@example.com', password: 'a password that is wrong' };

describe('a refusal by the gateway', () => {
  let broker: TestBroker;
  let database: MigratedDatabase;
  let gateway: TestGateway;
  let isAway: boolean;
  let beforeAnswer: () => void;

  async function start(settings: Partial<GatewaySettings> = {}): Promise<void> {
    const pools = { write: database.pool('opsledger_auth'), read: database.pool('opsledger_reader') };
    gateway = await TestGateway.start(broker.url, pools, { trustedProxies: ['127.0.0.1'], ...settings });
    await gateway.answers(RecordRefusals, () => {
      if (isAway) return Promise.reject(new DomainError('SERVICE_UNAVAILABLE'));
      return Promise.resolve({ answer: { id: randomUUID(), revision: 0 } });
    });
    await gateway.answers(Login, async () => {
      beforeAnswer();
      throw new DomainError('INVALID_CREDENTIALS');
    });
    await gateway.answers(GetItem, () => Promise.reject(new DomainError('NOT_FOUND')));
  }

  beforeAll(async () => {
    broker = await brokerAtHand().start(BUS_USERS);
    database = await migratedDatabase(identityMigrations);
  });
  beforeEach(async () => {
    isAway = false;
    beforeAnswer = () => undefined;
    // One minute: refusals are counted by the minute.
    await eventually(() => Date.now() % 60_000 < 50_000, { timeoutMs: 15_000 });
  });
  afterEach(() => gateway.close());
  afterAll(async () => {
    await database.drop();
    await broker.stop();
  });

  const recorded = () =>
    gateway.asked
      .filter(({ subject }) => subject === 'audit.record-refusals')
      .map(({ payload, context }) => ({ ...(payload as RecordRefusals), context }));
  const member = (
    roles: readonly string[],
    accountId: string = randomUUID(),
  ): Caller & { roles: readonly string[] } => ({
    accountId,
    organizationId: ORGANIZATION,
    roles,
  });
  const get = (path: string, token: string, headers: Record<string, string> = {}) =>
    gateway.request(`/api/v1/${path}`, { token, headers });
  const signInFrom = (address: string) =>
    gateway.request(LOGIN, { method: 'POST', json: CREDENTIALS, headers: { 'X-Forwarded-For': address } });
  const firsts = (count: number) => eventually(() => expect(recorded()).toHaveLength(count));

  it('of a signed-in caller is recorded under their account: the first at once, the rest as a count when the gateway stops', async () => {
    await start();
    const viewer = member(['viewer']);
    const token = gateway.tokenOf(viewer);
    const traces = { 'User-Agent': 'curl/8.5.0', 'X-Forwarded-For': '203.0.113.7' };
    expect((await get('users', token, traces)).status).toBe(403);
    await firsts(1);
    for (let time = 0; time < 3; time++) await get(`users/${TRIED}`, token);
    expect((await get(`items/${TRIED}?cursor=x`, token)).status).toBe(400);
    await gateway.close();

    const of = { source: viewer.accountId, roles: ['viewer'], kind: 'forbidden' };
    expect(recorded()).toMatchObject([
      { ...of, count: 1, routes: ['GET /api/v1/users'] },
      { ...of, count: 3, routes: ['GET /api/v1/users/{userId}'] },
    ]);
    const [first, rest] = recorded().map(({ context }) => context);
    const gatewayFor = {
      tenantId: ORGANIZATION,
      actor: { id: 'service:gateway', type: 'service', roles: [] },
      onBehalfOf: viewer.accountId,
    };
    expect(first).toMatchObject({ ...gatewayFor, ip: '203.0.113.7', userAgent: 'curl/8.5.0' });
    expect(rest).toMatchObject(gatewayFor);
    expect(rest).not.toHaveProperty('ip');
    expect(JSON.stringify(recorded())).not.toContain(TRIED);
  });

  it('is recorded also for a caller who does not wait for the answer, and with any user agent', async () => {
    await start();
    const left = new AbortController();
    beforeAnswer = () => left.abort();
    const attempt = { method: 'POST', json: CREDENTIALS, signal: left.signal, headers: { 'User-Agent': 'a\tb' } };
    await expect(gateway.request(LOGIN, attempt)).rejects.toThrow('aborted');
    await firsts(1);
    const token = gateway.tokenOf(member(['viewer']));
    await get('users', token, { 'User-Agent': 'a\tb\x85', 'X-Forwarded-For': 'nowhere at all' });
    await firsts(2);
    expect(recorded().map(({ kind: what, context }) => [what, context.userAgent])).toEqual([
      ['login_failed', undefined],
      ['forbidden', 'a b '],
    ]);
  });

  it('of a sign-in is recorded by its network alone, in the platform, without anything that was typed', async () => {
    await start();
    for (const address of ['203.0.113.7', '203.0.113.8', '203.0.114.1', '2001:db8:1:2::7', '2001:db8:1:2::8']) {
      expect((await signInFrom(address)).status).toBe(401);
    }
    await gateway.close();
    const told = recorded();
    expect(told.map(({ source, count }) => `${count} of ${source}`).toSorted()).toEqual([
      '1 of 2001:db8:1::/48',
      '1 of 2001:db8:1::/48',
      '1 of 203.0.113.0/24',
      '1 of 203.0.113.0/24',
      '1 of 203.0.114.0/24',
    ]);
    for (const { kind: what, routes, context } of told) {
      expect([what, routes, context.tenantId]).toEqual(['login_failed', [`POST ${LOGIN}`], PLATFORM]);
      expect(context).not.toHaveProperty('ip');
    }
    expect(JSON.stringify(told)).not.toMatch(/ada@|203\.0\.113\.[78]|::[78]/);
  });

  it('is recorded for FORBIDDEN, and not for NOT_FOUND, which also answers for things of other tenants', async () => {
    await start();
    const token = gateway.tokenOf(member(['viewer']));
    expect((await get(`items/${TRIED}`, token)).status).toBe(404);
    expect((await get('somewhere/else', token)).status).toBe(404);
    const platform = gateway.tokenOf({ accountId: randomUUID(), platformRoles: ['super_admin'] });
    expect((await get('items', platform)).status).toBe(403);
    await gateway.close();
    expect(recorded().map(({ kind: what, routes, context }) => [what, routes, context.tenantId])).toEqual([
      ['forbidden', ['GET /api/v1/items'], PLATFORM],
    ]);
  });

  it('of a suspended organisation’s people is recorded in their organisation', async () => {
    await start();
    const organizationId = randomUUID();
    const change = { kind: 'organization', id: organizationId, version: 2, ended: true } as const;
    await publishAccess(database.pool('opsledger_auth'), [change]);
    const caller = { ...member(['viewer']), organizationId };
    expect((await get('items', gateway.tokenOf(caller))).status).toBe(403);
    await firsts(1);
    expect(recorded()).toMatchObject([{ source: caller.accountId, context: { tenantId: organizationId } }]);
  });

  it('by a rate limit is recorded in the user’s organisation, or in the platform for an address', async () => {
    await start({ rateLimitUserPerMinute: 1 });
    const user = member(['viewer']);
    for (let time = 0; time < 2; time++) await get('users', gateway.tokenOf(user));
    await eventually(() => expect(recorded().map((each) => each.kind)).toContain('rate_limited'));
    expect(recorded().find((each) => each.kind === 'rate_limited')).toMatchObject({
      source: user.accountId,
      context: { tenantId: ORGANIZATION },
    });
    await gateway.close();

    await start({ rateLimitPerMinute: 1 });
    for (let time = 0; time < 3; time++)
      await gateway.request('/api/v1/somewhere', { headers: { 'X-Forwarded-For': '203.0.113.7' } });
    await gateway.close();
    const hit = { kind: 'rate_limited', source: '203.0.113.0/24', routes: ['unknown'], count: 1 };
    expect(recorded()).toMatchObject([hit, hit]);
    expect(recorded().map(({ context: { tenantId } }) => tenantId)).toEqual([PLATFORM, PLATFORM]);
  });

  it('waits for an audit service that is away, while requests do not, and is sent again unchanged', async () => {
    await start();
    isAway = true;
    expect((await signInFrom('203.0.113.7')).status).toBe(401);
    await eventually(() => expect(recorded().length).toBeGreaterThan(0));
    expect((await signInFrom('203.0.113.7')).status).toBe(401);
    isAway = false;
    await gateway.close();
    const told = recorded();
    const commands = new Set(told.map(({ context }) => context.commandId));
    expect(told.length).toBeGreaterThan(2);
    expect(commands.size).toBe(2);
    expect(gateway.logged.join('')).toContain('refusals cannot be recorded; trying again');
  });

  it('is lost when the audit service stays away through a stop, and the log says how many', async () => {
    await start();
    isAway = true;
    for (let time = 0; time < 3; time++) await signInFrom('203.0.113.7');
    await gateway.close();
    const lost = gateway.logged.map((line) => JSON.parse(line) as { lost?: number }).find((line) => line.lost);
    expect(lost).toMatchObject({ lost: 3, msg: 'refusals were not recorded before the stop' });
  });
});
