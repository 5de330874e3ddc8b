import { randomUUID } from 'node:crypto';
import { DomainError, type ErrorCode } from '#contracts/errors';
import { CreateItem } from '#contracts/inventory/create-item';
import { permissionsFor } from '#contracts/declare/access';
import { PERMISSIONS, PLATFORM } from '#contracts/permissions';
import { ORGANIZATION_ROLES, PLATFORM_ROLES } from '#contracts/roles';
import { endStepUp, identityMigrations, publishAccess, publishRoles, publishStepUp } from '#libs/identity';
import { brokerAtHand, type TestBroker } from '#libs/testing/brokers';
import { type MigratedDatabase, migratedDatabase } from '#libs/testing/migrated-database';
import { agreed } from './access-matrix.fixture';
import type { AdmittedRoute } from './admission/admission';
import type { Admission } from './admission/declaration';
import { BUS_USERS, type Caller, TestGateway } from './gateway.fixture';
import type { GatewayLimits, GatewaySettings } from './gateway-parts';
import type { Problem } from './http/problem';

const FORWARDED = { 'X-Forwarded-For': '203.0.113.9' };
/** The refusals of admission, with their status. */
const STATUS: Partial<Readonly<Record<ErrorCode, number>>> = {
  RATE_LIMITED: 429,
  UNAUTHENTICATED: 401,
  SESSION_ENDED: 401,
  ORGANIZATION_SUSPENDED: 403,
  ORGANIZATION_REQUIRED: 403,
  FORBIDDEN: 403,
  STEP_UP_REQUIRED: 403,
  SECOND_FACTOR_REQUIRED: 403,
};

/** The refusal that a route's declaration alone causes; undefined: it admits the request. */
type Declared = (admission: Admission) => ErrorCode | undefined;

const needsCaller = ({ permission }: Admission) => permission !== 'public' && permission !== 'metrics';
const ofCaller =
  (code: ErrorCode): Declared =>
  (admission) =>
    needsCaller(admission) ? code : admission.permission === 'metrics' ? 'UNAUTHENTICATED' : undefined;

const ofMetrics: Declared = ({ permission }) => (permission === 'metrics' ? 'UNAUTHENTICATED' : undefined);

describe('the admission of every route', () => {
  let broker: TestBroker;
  let database: MigratedDatabase;
  let gateway: TestGateway;
  const gateways: TestGateway[] = [];

  async function start(
    settings: Partial<GatewaySettings> = {},
    limits: Partial<GatewayLimits> = {},
  ): Promise<TestGateway> {
    const pools = { write: database.pool('opsledger_auth'), read: database.pool('opsledger_reader') };
    const started = await TestGateway.start(broker.url, pools, { trustedProxies: ['127.0.0.1'], ...settings }, limits);
    gateways.unshift(started);
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

  const member = (more: Partial<Caller> = {}): Caller => ({
    accountId: randomUUID(),
    organizationId: randomUUID(),
    roles: ['admin'],
    platformRoles: ['super_admin'],
    ...more,
  });
  const ends = (change: { kind: 'session' | 'membership' | 'organization'; id: string }) =>
    publishAccess(database.pool('opsledger_auth'), [{ ...change, version: 2, ended: true }]);

  async function codeAt(at: TestGateway, { method, url }: AdmittedRoute, token?: string) {
    const path = url.replaceAll(/:\w+/g, randomUUID());
    const response = await at.request(path, { method, headers: FORWARDED, ...(token !== undefined && { token }) });
    const isProblem = method !== 'HEAD' && response.headers.get('content-type')?.includes('problem');
    if (isProblem) return { status: response.status, code: ((await response.json()) as Problem).code };
    // A stream has no end, and a gateway that closes would wait for it.
    await response.body?.cancel();
    return { status: response.status, code: undefined };
  }

  /**
   * Asks every route, and names those that answer against their declaration. A grave one that would be admitted asks for
   * a proof instead.
   */
  async function unlike(
    at: TestGateway,
    token: string | undefined,
    declared: Declared,
    routes: readonly AdmittedRoute[] = at.routes,
  ): Promise<readonly string[]> {
    const wrong: string[] = [];
    for (const route of routes) {
      const { status, code } = await codeAt(at, route, token);
      const expected = declared(route.admission) ?? (route.admission.stepUp ? 'STEP_UP_REQUIRED' : undefined);
      const isAdmitted = ![401, 403, 429].includes(status) && !(code && code in STATUS);
      const isRight =
        expected === undefined
          ? isAdmitted
          : status === STATUS[expected] && (route.method === 'HEAD' || code === expected);
      if (!isRight) wrong.push(`${route.method} ${route.url}: ${status} ${code}, not ${expected ?? 'admitted'}`);
    }
    return wrong;
  }

  it('knows contracts, operations and the description', () => {
    const known = gateway.routes.map(({ method, url }) => `${method} ${url}`);
    expect(known).toEqual(
      expect.arrayContaining(['POST /api/v1/items', 'GET /api/v1/items', 'GET /metrics', 'HEAD /health', 'GET /docs']),
    );
  });

  it('refuses a caller without a token, and an invalid token', async () => {
    const token = gateway.tokenOf(member());
    for (const wrong of [undefined, 'rubbish', `${token} junk`, `${token.slice(0, -8)}AAAAAAAA`]) {
      expect(await unlike(gateway, wrong, ofCaller('UNAUTHENTICATED'))).toEqual([]);
    }
  });

  it('refuses a token that has expired', async () => {
    const token = gateway.tokenOf(member(), Date.now() - 3_600_000);
    expect(await unlike(gateway, token, ofCaller('UNAUTHENTICATED'))).toEqual([]);
  });

  it('refuses a session that has ended, a membership that has, and a suspended organisation', async () => {
    const [ended, gone, suspended] = [member({ sessionId: randomUUID() }), member(), member()];
    await ends({ kind: 'session', id: ended.sessionId as string });
    await ends({ kind: 'membership', id: gone.accountId });
    await ends({ kind: 'organization', id: suspended.organizationId as string });
    expect(await unlike(gateway, gateway.tokenOf(ended), ofCaller('SESSION_ENDED'))).toEqual([]);
    expect(await unlike(gateway, gateway.tokenOf(gone), ofCaller('SESSION_ENDED'))).toEqual([]);
    expect(await unlike(gateway, gateway.tokenOf(suspended), ofCaller('ORGANIZATION_SUSPENDED'))).toEqual([]);
  });

  it('refuses a caller without the permission, and one without an organisation', async () => {
    const isPermission = (admission: Admission) => needsCaller(admission) && admission.permission !== 'self';
    const roleless = gateway.tokenOf(member({ roles: [], platformRoles: [] }));
    expect(
      await unlike(gateway, roleless, (admission) =>
        isPermission(admission) ? 'FORBIDDEN' : admission.permission === 'metrics' ? 'UNAUTHENTICATED' : undefined,
      ),
    ).toEqual([]);
    const outside = gateway.tokenOf({ accountId: randomUUID() });
    expect(
      await unlike(gateway, outside, (admission) => {
        if (admission.permission === 'self') return admission.platform ? undefined : 'ORGANIZATION_REQUIRED';
        if (!isPermission(admission)) return admission.permission === 'metrics' ? 'UNAUTHENTICATED' : undefined;
        return admission.platform ? 'FORBIDDEN' : 'ORGANIZATION_REQUIRED';
      }),
    ).toEqual([]);
  });

  it('admits a permitted caller', async () => {
    expect(
      await unlike(gateway, gateway.tokenOf(member()), ({ permission }) =>
        permission === 'metrics' ? 'UNAUTHENTICATED' : undefined,
      ),
    ).toEqual([]);
  });

  it('admits to a grave route only the session that has proven itself again, while the proof is good', async () => {
    const grave = gateway.routes.find(({ admission }) => admission.stepUp) as AdmittedRoute;
    const sessionId = randomUUID();
    const [mine, others] = [gateway.tokenOf(member({ sessionId })), gateway.tokenOf(member())];
    const writer = database.pool('opsledger_auth');
    await publishStepUp(writer, sessionId);
    const codeOf = async (token: string) => (await codeAt(gateway, grave, token)).code;
    expect([await codeOf(mine), await codeOf(others)]).toEqual(['VALIDATION_FAILED', 'STEP_UP_REQUIRED']);
    await endStepUp(writer, sessionId);
    expect(await codeOf(mine)).toBe('STEP_UP_REQUIRED');
  });

  it('admits a caller without the second factor that the organisation requires only to set one up', async () => {
    const required = member();
    const id = required.organizationId as string;
    const change = { kind: 'second_factor', id, version: 1 } as const;
    await publishAccess(database.pool('opsledger_auth'), [{ ...change, ended: true }]);
    const token = gateway.tokenOf(required);
    const onlySettingUp: Declared = (admission) =>
      needsCaller(admission) && !admission.beforeSecondFactor ? 'SECOND_FACTOR_REQUIRED' : ofMetrics(admission);
    expect(await unlike(gateway, token, onlySettingUp)).toEqual([]);
    const open = gateway.routes.filter(({ admission }) => needsCaller(admission) && admission.beforeSecondFactor);
    expect(open.map(({ method, url }) => `${method} ${url}`).toSorted()).toEqual([
      'GET /api/v1/auth/me',
      'HEAD /api/v1/auth/me',
      'POST /api/v1/auth/password',
      'POST /api/v1/auth/step-up',
      'POST /api/v1/auth/totp/confirm',
      'POST /api/v1/auth/totp/enroll',
    ]);
    await publishAccess(database.pool('opsledger_auth'), [{ ...change, version: 2, ended: false }]);
    expect(await unlike(gateway, token, ofMetrics)).toEqual([]);
  });

  describe('follows the matrix', () => {
    /** One route of each admission: the answer follows from it alone, as all routes show to an administrator. */
    const ofEachAdmission = () => [
      ...new Map(gateway.routes.map((route) => [JSON.stringify(route.admission), route])).values(),
    ];
    const unlikeMatrix = (token: string, declared: Declared) => unlike(gateway, token, declared, ofEachAdmission());
    const clerks = randomUUID();
    const CLERK = ['inventory.item.read', 'user.create'] as const;

    beforeAll(async () => {
      const roles = new Map([['Stock clerk', CLERK]]);
      await publishRoles(database.pool('opsledger_auth'), { organizationId: clerks, version: 1, roles });
    });

    /** The matrix's answer to a caller with the permissions of `holds`. */
    const answerTo =
      (holds: (permission: string) => boolean, { isOutside = false } = {}): Declared =>
      ({ permission, platform }) => {
        if (permission === 'metrics') return 'UNAUTHENTICATED';
        const wanted = permissionsFor(permission);
        if (permission === 'public' || (permission === 'self' && (platform || !isOutside))) return undefined;
        const isOne = typeof permission === 'string' && permission !== 'self';
        const counts = isOne ? wanted.some((each) => agreed(each).countsOutside) : platform;
        if (isOutside && !counts) return 'ORGANIZATION_REQUIRED';
        return wanted.some(holds) ? undefined : 'FORBIDDEN';
      };
    const byRole = (role: string) => (permission: string) => agreed(permission).roles.has(role);

    it.each(ORGANIZATION_ROLES)('for %s', async (role) => {
      const token = gateway.tokenOf(member({ roles: [role], platformRoles: [] }));
      expect(await unlikeMatrix(token, answerTo(byRole(role)))).toEqual([]);
    });

    it.each(PLATFORM_ROLES)('for %s, in an organisation and outside of one', async (role) => {
      const within = gateway.tokenOf(member({ roles: [], platformRoles: [role] }));
      expect(await unlikeMatrix(within, answerTo(byRole(role)))).toEqual([]);
      const outside = gateway.tokenOf({ accountId: randomUUID(), platformRoles: [role] });
      expect(await unlikeMatrix(outside, answerTo(byRole(role), { isOutside: true }))).toEqual([]);
    });

    it('for a custom role, by what it holds, and for the same name in another organisation', async () => {
      const clerk = member({ roles: ['Stock clerk'], platformRoles: [], organizationId: clerks });
      const holds = (permission: string) => CLERK.some((each) => each === permission);
      expect(await unlikeMatrix(gateway.tokenOf(clerk), answerTo(holds))).toEqual([]);
      const elsewhere = gateway.tokenOf({ ...clerk, organizationId: randomUUID() });
      expect(
        await unlikeMatrix(
          elsewhere,
          answerTo(() => false),
        ),
      ).toEqual([]);
    });

    /** Of a key: nothing of its person's own, and its scopes within what its owner may do. */
    const answerToKey =
      (holds: (permission: string) => boolean): Declared =>
      (admission) => {
        if (admission.permission === 'self') return admission.byApiKey ? undefined : 'FORBIDDEN';
        return answerTo(holds)(admission);
      };
    const everything = Object.keys(PERMISSIONS);
    const keyOf = (role: string, scopes: readonly string[], ofServiceAccount = false) => {
      const owner = member({ roles: [role], platformRoles: [] });
      return gateway.keyOf(() => ({ ...owner, key: { scopes, ofServiceAccount } }));
    };

    it.each(['admin', 'counter'])('for an API key with every scope of its owner, a %s', async (role) => {
      expect(await unlikeMatrix(await keyOf(role, everything), answerToKey(byRole(role)))).toEqual([]);
    });

    it('for an API key with one scope, and one whose owner does not hold its scope by now', async () => {
      const [one, gone] = [await keyOf('admin', ['user.read']), await keyOf('viewer', ['user.read'])];
      const isOne = (permission: string) => permission === 'user.read';
      expect(await unlikeMatrix(one, answerToKey(isOne))).toEqual([]);
      expect(
        await unlikeMatrix(
          gone,
          answerToKey(() => false),
        ),
      ).toEqual([]);
    });

    it('for a service account, as for its roles and the scopes of its key', async () => {
      const all = await keyOf('manager', everything, true);
      expect(await unlikeMatrix(all, answerToKey(byRole('manager')))).toEqual([]);
    });

    it('and every permission has a row in it, with the roles that the contracts give', () => {
      const given = Object.entries(PERMISSIONS).map(([name, { roles }]) => [name, [...roles].toSorted()]);
      expect(given).toEqual(given.map(([name]) => [name, [...agreed(name as string).roles].toSorted()]));
    });
  });

  it('refuses an address and a user whose quota is spent', async () => {
    const byAddress = await start({ rateLimitPerMinute: 1 });
    await byAddress.request('/nowhere', { headers: FORWARDED });
    expect(
      await unlike(byAddress, undefined, (admission) =>
        admission.uncounted ? ofCaller('UNAUTHENTICATED')(admission) : 'RATE_LIMITED',
      ),
    ).toEqual([]);
    const byUser = await start({ rateLimitUserPerMinute: 1 });
    const token = byUser.tokenOf(member());
    await byUser.request('/api/v1/auth/me', { headers: FORWARDED, token });
    expect(await unlike(byUser, token, ofCaller('RATE_LIMITED'))).toEqual([]);
  });

  describe('of commands', () => {
    const commands = () => gateway.routes.filter(({ admission }) => admission.idempotent);
    const keyAt = async ({ method, url }: AdmittedRoute, init: RequestInit & { token?: string } = {}) => {
      const response = await gateway.request(url.replaceAll(/:\w+/g, randomUUID()), { method, ...init });
      return response.headers.get('idempotency-key');
    };

    it('gives every answer its key, refusals included', async () => {
      expect(commands().length).toBeGreaterThan(10);
      const token = gateway.tokenOf(member());
      for (const route of commands()) {
        const [made, kept, instead] = await Promise.all([
          keyAt(route),
          keyAt(route, { token, headers: { 'Idempotency-Key': 'given' } }),
          keyAt(route, { token, headers: { 'Idempotency-Key': 'two words' } }),
        ]);
        expect(kept).toBe('given');
        for (const key of [made, instead]) expect(key).toMatch(/^[0-9a-f-]{36}$/);
      }
    });

    it('gives signing in no key', async () => {
      const login = gateway.routes.find(({ url }) => url === '/api/v1/auth/login') as AdmittedRoute;
      expect(await keyAt(login)).toBeNull();
    });

    const FLOUR = { itemNumber: 'A-1001', name: 'Flour', unit: 'kg' };
    const create = (at: TestGateway, token: string, key?: string | null) =>
      at.request('/api/v1/items', {
        method: 'POST',
        token,
        json: FLOUR,
        ...(key && { headers: { 'Idempotency-Key': key } }),
      });

    it('runs a command once that is repeated at another gateway under the key of its 503', async () => {
      const impatient = await start({}, { deadlineMs: 200 });
      const token = gateway.tokenOf(member());
      const appended = new Map<string, string | undefined>();
      let answers = false;
      await gateway.answers(CreateItem, async ({ context: { commandId, payloadDigest, tenantId } }) => {
        expect(tenantId).not.toBe(PLATFORM);
        appended.set(commandId, payloadDigest);
        // The log accepts the append, and the answer is lost.
        if (!answers) throw new DomainError('SERVICE_UNAVAILABLE');
        return Promise.resolve({ answer: { id: randomUUID(), revision: 0 } });
      });
      const lost = await create(impatient, token);
      expect(lost.status).toBe(503);
      const key = lost.headers.get('idempotency-key');
      answers = true;
      for (const form of [key, `"${key}"`]) {
        const repeated = await create(gateway, token, form);
        expect([repeated.status, repeated.headers.get('idempotency-key')]).toEqual([201, form]);
      }
      expect(appended.size).toBe(1);
      await create(gateway, token);
      expect(appended.size).toBe(2);
    });

    /** A service that appends, and does not answer its first request before `afterAppend`. */
    async function answersLate(afterAppend: () => Promise<unknown>): Promise<readonly string[]> {
      const appended: string[] = [];
      await gateway.answers(CreateItem, async ({ context: { commandId } }) => {
        const isFirst = appended.length === 0;
        if (!appended.includes(commandId)) appended.push(commandId);
        if (isFirst) await afterAppend();
        return { answer: { id: randomUUID(), revision: 0 } };
      });
      return appended;
    }

    /** Repeats until the command is answered: 503 is safe to repeat. */
    async function repeated(at: TestGateway, token: string, key: string | null): Promise<Response> {
      const response = await create(at, token, key);
      return response.status === 503 ? repeated(at, token, key) : response;
    }

    it('runs it once when the deadline passes after the append', async () => {
      const impatient = await start({}, { deadlineMs: 200 });
      const token = gateway.tokenOf(member());
      const appended = await answersLate(() => new Promise(() => undefined));
      const lost = await create(impatient, token);
      expect(lost.status).toBe(503);
      expect((await repeated(gateway, token, lost.headers.get('idempotency-key'))).status).toBe(201);
      expect(appended).toHaveLength(1);
    });

    it('runs it once when the bus is cut after the append', async () => {
      const token = gateway.tokenOf(member());
      const appended = await answersLate(() => broker.kill9());
      const lost = await create(gateway, token);
      expect(lost.status).toBe(503);
      await broker.restart();
      expect((await repeated(gateway, token, lost.headers.get('idempotency-key'))).status).toBe(201);
      expect(appended).toHaveLength(1);
    });
  });
});
