import { randomUUID } from 'node:crypto';
import { ListUsers } from '#contracts/auth/list-users';
import { CreateItem } from '#contracts/inventory/create-item';
import { identityMigrations, newApiKey, publishAccess } from '#libs/identity';
import { brokerAtHand, type TestBroker } from '#libs/testing/brokers';
import { type MigratedDatabase, migratedDatabase } from '#libs/testing/migrated-database';
import { BUS_USERS, type Caller, TestGateway } from './gateway.fixture';
import type { GatewaySettings } from './gateway-parts';

const READS = { scopes: ['user.read'], ofServiceAccount: false };
const USERS = '/api/v1/users';

let broker: TestBroker;
let database: MigratedDatabase;
let gateway: TestGateway;
const gateways: TestGateway[] = [];

async function start(settings: Partial<GatewaySettings> = {}): Promise<TestGateway> {
  const pools = { write: database.pool('opsledger_auth'), read: database.pool('opsledger_reader') };
  const started = await TestGateway.start(broker.url, pools, settings);
  gateways.unshift(started);
  await started.answers(ListUsers, () => Promise.resolve({ answer: { items: [], nextCursor: null } }));
  return started;
}

beforeAll(async () => {
  broker = await brokerAtHand().start(BUS_USERS);
  database = await migratedDatabase(identityMigrations);
  gateway = await start({ publicUrl: 'https://ops.example.com' });
});
afterAll(async () => {
  for (const each of gateways) {
    const closing = each.close();
    // A client that left a stream may have connected again without a request: Node waits for such a connection.
    each.cut();
    await closing;
  }
  await database.drop();
  await broker.stop();
});

const member = (more: Partial<Caller> = {}): Caller => ({
  accountId: randomUUID(),
  organizationId: randomUUID(),
  roles: ['admin'],
  ...more,
});
const auth = () => database.pool('opsledger_auth');

async function statusOf(
  path: string,
  { at = gateway, ...init }: RequestInit & { token?: string; json?: unknown; at?: TestGateway } = {},
): Promise<number> {
  const response = await at.request(path, init);
  await response.body?.cancel();
  return response.status;
}

describe('an API key', () => {
  it('counts in the header alone', async () => {
    const owner = member();
    const key = await gateway.keyOf(() => ({ ...owner, key: READS }));
    expect(await statusOf(USERS, { token: key })).toBe(200);
    expect(await statusOf(`${USERS}?access_token=${key}`)).toBe(401);
    expect(await statusOf(`/api/v1/stream?token=${key}`)).toBe(401);
    const basic = { Authorization: `Basic ${Buffer.from(`:${key}`).toString('base64')}` };
    expect(await statusOf(USERS, { headers: basic })).toBe(401);
    const cookie = { Cookie: `__Host-opsledger-session=${key}` };
    expect(await statusOf(USERS, { headers: cookie })).toBe(401);
    expect(gateway.logged.join()).not.toContain(key.slice(8));
  });

  it.each<[string, (key: string) => string]>([
    ['a key that auth does not know', () => newApiKey(randomUUID()).text],
    ['another secret under its id', (key) => `${key.slice(0, -4)}AAAA`],
    ['the prefix alone', () => 'olk_'],
    ['another case', (key) => key.toLowerCase()],
    ['bits that hold no id', () => `olk_${'-'.repeat(64)}`],
    ['text behind it', (key) => `${key}.`],
  ])('is not had by %s', async (_, alike) => {
    const owner = member();
    const key = await gateway.keyOf(() => ({ ...owner, key: READS }));
    expect(await statusOf(USERS, { token: alike(key) })).toBe(401);
    expect(await statusOf(USERS, { token: key })).toBe(200);
    expect(await statusOf(USERS, { token: alike(key) })).toBe(401);
  });

  it('lets the services know its id, and not its text', async () => {
    const owner = member();
    const key = await gateway.keyOf(() => ({ ...owner, key: READS }));
    await statusOf(USERS, { token: key });
    expect(gateway.lastAsked.context.actor).toMatchObject({ id: owner.accountId, type: 'api_key' });
    expect(JSON.stringify(gateway.asked)).not.toContain(key.slice(8));
  });

  it('acts by the access of its owner at the next request, and not at all once it is revoked', async () => {
    const owner = member();
    let more: Partial<Caller> = {};
    const key = await gateway.keyOf(() => ({ ...owner, ...more, key: READS }));
    const change = { kind: 'membership', id: owner.accountId, ended: false } as const;
    expect(await statusOf(USERS, { token: key })).toBe(200);
    more = { roles: [], membersVersion: 2 };
    await publishAccess(auth(), [{ ...change, version: 2 }]);
    expect(await statusOf(USERS, { token: key })).toBe(403);
    more = { membersVersion: 3 };
    await publishAccess(auth(), [{ ...change, version: 3 }]);
    expect(await statusOf(USERS, { token: key })).toBe(200);
    const { sessionId = '' } = gateway.lastAsked.context;
    await publishAccess(auth(), [{ kind: 'session', id: sessionId, version: 1, ended: true }]);
    expect(await statusOf(USERS, { token: key })).toBe(401);
  });

  it('is admitted beside a cookie, without the token against forgery that the cookie would need', async () => {
    await gateway.answers(CreateItem, () => Promise.resolve({ answer: { id: randomUUID(), revision: 0 } }));
    const owner = member({ csrfToken: 'the-csrf-token' });
    const scopes = ['inventory.item.manage'];
    const key = await gateway.keyOf(() => ({ ...owner, key: { ...READS, scopes } }));
    const headers = { Cookie: `__Host-opsledger-session=${gateway.tokenOf(owner)}` };
    const create = { method: 'POST', headers, json: { itemNumber: 'A-1', name: 'Flour', unit: 'kg' } };
    expect(await statusOf('/api/v1/items', create)).toBe(403);
    expect(await statusOf('/api/v1/items', { ...create, token: key })).toBe(201);
  });

  it('works in an organisation that requires a second factor, which no program has', async () => {
    const owner = member();
    const key = await gateway.keyOf(() => ({ ...owner, key: READS }));
    const id = owner.organizationId as string;
    await publishAccess(auth(), [{ kind: 'second_factor', id, version: 1, ended: true }]);
    expect(await statusOf(USERS, { token: gateway.tokenOf(owner) })).toBe(403);
    expect(await statusOf(USERS, { token: key })).toBe(200);
  });

  it('follows the topics of its scopes, and no other', async () => {
    const owner = member();
    const key = await gateway.keyOf(() => ({ ...owner, key: { ...READS, scopes: ['inventory.item.read'] } }));
    const follow = (topics: string) => statusOf(`/api/v1/stream?topics=${topics}`, { token: key });
    expect([await follow('items'), await follow('domains')]).toEqual([200, 403]);
  });

  it('has a quota of its own, apart from other keys of its owner', async () => {
    const narrow = await start({ rateLimitUserPerMinute: 1 });
    const owner = member();
    const caller = () => ({ ...owner, key: READS });
    const [one, other] = [await narrow.keyOf(caller), await narrow.keyOf(caller)];
    const status = (token: string) => statusOf(USERS, { token, at: narrow });
    expect([await status(one), await status(other), await status(one)]).toEqual([200, 200, 429]);
  });
});
