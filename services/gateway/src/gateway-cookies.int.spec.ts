import { randomUUID } from 'node:crypto';
import { Login } from '#contracts/auth/login';
import { Logout } from '#contracts/auth/logout';
import { Refresh } from '#contracts/auth/refresh';
import { STREAM_PATH } from '#contracts/declare/live-topic';
import { CreateItem } from '#contracts/inventory/create-item';
import { ListItems } from '#contracts/inventory/list-items';
import { identityMigrations } from '#libs/identity';
import { brokerAtHand, type TestBroker } from '#libs/testing/brokers';
import { type MigratedDatabase, migratedDatabase } from '#libs/testing/migrated-database';
import { BUS_USERS, TestGateway } from './gateway.fixture';

const PUBLIC_URL = 'https://ops.example.com';
const CSRF = 'the-csrf-token-of-this-session';
const OURS = { 'Sec-Fetch-Site': 'same-origin' };
const FLOUR = { itemNumber: 'A-1', name: 'Flour', unit: 'kg' };
const LOGIN = { email: 'ada@example.org', password: 'seven blue kettles sing' };
const [ACCESS, REFRESH, DEVICE] = ['eyJ.access.token', 'a-refresh-token', 'a-device-token'];

let broker: TestBroker;
let database: MigratedDatabase;
let gateway: TestGateway;
let token: string;

beforeAll(async () => {
  const kind = brokerAtHand();
  broker = await kind.start(BUS_USERS);
  database = await migratedDatabase(identityMigrations);
  const pools = { write: database.pool('opsledger_auth'), read: database.pool('opsledger_reader') };
  gateway = await TestGateway.start(broker.url, pools, { publicUrl: PUBLIC_URL });
  const user = { id: randomUUID(), email: LOGIN.email, name: 'Ada', organizationId: null };
  const signedIn = {
    accessToken: ACCESS,
    tokenType: 'Bearer',
    expiresIn: 900,
    refreshToken: REFRESH,
    csrfToken: CSRF,
    user,
  };
  await gateway.answers(Login, () => Promise.resolve({ answer: { ...signedIn, device: DEVICE } }));
  await gateway.answers(Refresh, () => Promise.resolve({ answer: signedIn }));
  await gateway.answers(Logout, () => Promise.resolve({ answer: { ended: true } }));
  await gateway.answers(CreateItem, () => Promise.resolve({ answer: { id: randomUUID(), revision: 0 } }));
  await gateway.answers(ListItems, () => Promise.resolve({ answer: { items: [], nextCursor: null } }));
  const caller = { accountId: randomUUID(), organizationId: randomUUID(), roles: ['admin'], csrfToken: CSRF };
  token = gateway.tokenOf(caller);
});
afterAll(async () => {
  await gateway.close();
  await database.drop();
  await broker.stop();
});

const cookie = (of: string, value: string) => `__Host-opsledger-${of}=${value}`;
const send = (path: string, headers: Record<string, string>, json: unknown = {}) =>
  gateway.request(`/api/v1/${path}`, { method: 'POST', headers, json });
const outcome = async (answer: Promise<Response>) => {
  const { status, ...response } = await answer.then(async (each) => ({
    status: each.status,
    body: (await each.json()) as { code?: string },
  }));
  return [status, response.body.code];
};
const refused = [403, 'CSRF_REFUSED'];
const asked = () => gateway.asked.length;
/** The request is refused before any service is asked. */
async function expectRefused(answer: () => Promise<Response>): Promise<void> {
  const before = asked();
  expect(await outcome(answer())).toEqual(refused);
  expect(asked()).toBe(before);
}

describe('a sign-in that asks for cookies', () => {
  const CALL = { 'OpsLedger-Session': 'cookie', ...OURS };

  it('has its tokens in cookies, which no script reads, and not in its answer', async () => {
    const answer = await send('auth/login', CALL, LOGIN);
    const body = (await answer.json()) as object;
    expect([answer.status, body]).toMatchObject([200, { tokenType: 'Cookie', expiresIn: 900, csrfToken: CSRF }]);
    expect(JSON.stringify(body)).not.toMatch(/eyJ|refresh|device/i);
    const end = 'HttpOnly; SameSite=Lax; Secure';
    expect(answer.headers.getSetCookie()).toEqual([
      `${cookie('device', DEVICE)}; Path=/; Max-Age=34560000; ${end}`,
      `${cookie('session', ACCESS)}; Path=/; Max-Age=900; ${end}`,
      `${cookie('refresh', REFRESH)}; Path=/; Max-Age=7776000; ${end}`,
    ]);
  });

  it('is refused from any other site, which could sign its reader in as the attacker', async () => {
    for (const site of ['cross-site', 'same-site', 'none']) {
      await expectRefused(() => send('auth/login', { ...CALL, 'Sec-Fetch-Site': site }, LOGIN));
    }
    const withoutSite = { 'OpsLedger-Session': 'cookie' };
    await expectRefused(() => send('auth/login', { ...withoutSite, Origin: 'https://evil.example.com' }, LOGIN));
    await expectRefused(() => send('auth/login', withoutSite, LOGIN));
    expect((await send('auth/login', { ...withoutSite, Origin: PUBLIC_URL }, LOGIN)).status).toBe(200);
    expect(await outcome(send('auth/login', { ...CALL, 'OpsLedger-Session': 'jar' }, LOGIN))).toEqual([
      400,
      'VALIDATION_FAILED',
    ]);
  });

  it('cannot be a form', async () => {
    const body = new URLSearchParams({ ...LOGIN });
    const answer = gateway.request('/api/v1/auth/login', { method: 'POST', headers: { ...OURS }, body });
    expect(await outcome(answer)).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });
});

describe('a sign-in without cookies', () => {
  it('gives tokens in its answer, and to a browser of our own the device in a cookie', async () => {
    const program = await send('auth/login', {}, LOGIN);
    expect(await program.json()).toMatchObject({ accessToken: ACCESS, refreshToken: REFRESH, tokenType: 'Bearer' });
    expect(program.headers.getSetCookie().map((each) => each.split('=')[0])).toEqual(['__Host-opsledger-device']);
    const foreign = await send('auth/login', { 'Sec-Fetch-Site': 'cross-site' }, LOGIN);
    expect([foreign.status, foreign.headers.getSetCookie()]).toEqual([200, []]);
    expect(JSON.stringify(await foreign.json())).not.toContain(DEVICE);
  });

  it('shows auth the device of its cookie, and no device of its body', async () => {
    await send('auth/login', { Cookie: cookie('device', DEVICE) }, LOGIN);
    expect(gateway.lastAsked.payload).toEqual({ ...LOGIN, device: DEVICE });
    expect(await outcome(send('auth/login', {}, { ...LOGIN, device: DEVICE }))).toEqual([400, 'VALIDATION_FAILED']);
  });
});

describe('a session in a cookie', () => {
  const session = () => ({ Cookie: cookie('session', token) });

  it('reads, and follows live changes, without more', async () => {
    const read = (path: string, headers: Record<string, string> = session()) => gateway.request(path, { headers });
    expect((await read('/api/v1/items')).status).toBe(200);
    const stream = await read(STREAM_PATH, { ...session(), Accept: 'text/event-stream' });
    expect([stream.status, stream.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    await stream.body?.cancel();
    expect((await read('/api/v1/items', { Cookie: `opsledger-session=${token}` })).status).toBe(401);
    expect((await read(`/api/v1/items?access_token=${token}`, {})).status).toBe(401);
  });

  it('changes something from a page of our own that shows its CSRF token, and in no other way', async () => {
    const create = (headers: Record<string, string>) => send('items', { ...session(), ...headers }, FLOUR);
    expect((await create({ ...OURS, 'X-CSRF-Token': CSRF })).status).toBe(201);
    expect((await create({ Origin: PUBLIC_URL, 'X-CSRF-Token': CSRF })).status).toBe(201);
    await expectRefused(() => create(OURS));
    await expectRefused(() => create({ ...OURS, 'X-CSRF-Token': 'the-token-of-another-session' }));
    await expectRefused(() => create({ ...OURS, 'X-CSRF-Token': '' }));
    await expectRefused(() => create({ 'X-CSRF-Token': CSRF }));
    await expectRefused(() => create({ 'Sec-Fetch-Site': 'same-site', 'X-CSRF-Token': CSRF }));
    await expectRefused(() => create({ Origin: 'https://evil.example.com', 'X-CSRF-Token': CSRF }));
    await expectRefused(() => create({ 'Sec-Fetch-Site': 'cross-site', Origin: PUBLIC_URL, 'X-CSRF-Token': CSRF }));
  });

  it('is refused a form of another site before its body is read', async () => {
    const form = { method: 'POST', headers: { ...session(), Origin: 'null' }, body: new URLSearchParams({ ...FLOUR }) };
    await expectRefused(() => gateway.request('/api/v1/items', form));
  });

  it('has no say where the request has an Authorization, good or not', async () => {
    const create = (authorization: string) => send('items', { ...session(), Authorization: authorization }, FLOUR);
    expect((await create(`Bearer ${token}`)).status).toBe(201);
    const withBad = { ...session(), ...OURS, 'X-CSRF-Token': CSRF, Authorization: 'Bearer nothing' };
    expect((await send('items', withBad, FLOUR)).status).toBe(401);
  });

  it('without a CSRF token of its own changes nothing', async () => {
    const older = gateway.tokenOf({ accountId: randomUUID(), organizationId: randomUUID(), roles: ['admin'] });
    const headers = { Cookie: cookie('session', older), ...OURS, 'X-CSRF-Token': 'undefined' };
    await expectRefused(() => send('items', headers, FLOUR));
  });
});

describe('a refresh token in a cookie', () => {
  const held = { Cookie: cookie('refresh', REFRESH) };

  it('is spent for further cookies, with the CSRF token that auth compares', async () => {
    const answer = await send('auth/refresh', { ...held, ...OURS, 'X-CSRF-Token': CSRF });
    expect(await answer.json()).toMatchObject({ tokenType: 'Cookie' });
    expect(answer.headers.getSetCookie().map((each) => each.split('=')[0])).toEqual([
      '__Host-opsledger-session',
      '__Host-opsledger-refresh',
    ]);
    expect(gateway.lastAsked.payload).toEqual({ refreshToken: REFRESH, csrfToken: CSRF });
  });

  it('is not sent on for another site, nor without a CSRF token', async () => {
    for (const path of ['auth/refresh', 'auth/logout']) {
      await expectRefused(() => send(path, { ...held, ...OURS }));
      await expectRefused(() => send(path, { ...held, 'Sec-Fetch-Site': 'cross-site', 'X-CSRF-Token': CSRF }));
      await expectRefused(() => send(path, { ...held, 'X-CSRF-Token': CSRF }));
    }
  });

  it('gives way to a token in the body, whose answer has tokens', async () => {
    const answer = await send('auth/refresh', held, { refreshToken: 'another' });
    expect(await answer.json()).toMatchObject({ accessToken: ACCESS, tokenType: 'Bearer' });
    expect(gateway.lastAsked.payload).toEqual({ refreshToken: 'another' });
    expect(await outcome(send('auth/refresh', {}, { refreshToken: 'x', csrfToken: CSRF }))).toEqual([
      400,
      'VALIDATION_FAILED',
    ]);
  });

  it('is taken back by a sign-out, with the session', async () => {
    const both = { Cookie: `${cookie('session', token)}; ${cookie('refresh', REFRESH)}` };
    await expectRefused(() => send('auth/logout', { ...both, ...OURS }));
    const answer = await send('auth/logout', { ...both, ...OURS, 'X-CSRF-Token': CSRF });
    expect(answer.headers.getSetCookie().map((each) => each.split(';').slice(0, 3).join(';'))).toEqual([
      '__Host-opsledger-session=; Path=/; Max-Age=0',
      '__Host-opsledger-refresh=; Path=/; Max-Age=0',
    ]);
    expect(gateway.lastAsked).toMatchObject({
      payload: { refreshToken: REFRESH, csrfToken: CSRF },
      context: { actor: { type: 'user' } },
    });
  });
});
