import { createPublicKey, randomUUID } from 'node:crypto';
import { verify } from 'jsonwebtoken';
import { identityMigrations } from '#libs/identity';
import { type MigratedDatabase, type TestBroker, describeOnBrokers, migratedDatabase } from '#libs/testing';
import { BUS_USERS, TestGateway } from './gateway.fixture';

describeOnBrokers('the routes at the root', (kind) => {
  let broker: TestBroker;
  let database: MigratedDatabase;
  let gateway: TestGateway;
  let closed: TestGateway;

  beforeAll(async () => {
    broker = await kind.start(BUS_USERS);
    database = await migratedDatabase(identityMigrations);
    const pools = { write: database.pool('opsledger_auth'), read: database.pool('opsledger_reader') };
    gateway = await TestGateway.start(broker.url, pools);
    closed = await TestGateway.start(broker.url, pools, { enableSwagger: false });
  });
  afterAll(async () => {
    await closed.close();
    await gateway.close();
    await database.drop();
    await broker.stop();
  });

  it('publish the keys that a token can be checked with', async () => {
    const token = gateway.tokenOf({ accountId: randomUUID() });
    const response = await gateway.request('/.well-known/jwks.json');
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
    const { keys } = (await response.json()) as { keys: { kid: string }[] };
    const [header = ''] = token.split('.');
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string };
    const key = keys.find((each) => each.kid === kid);
    expect(() =>
      verify(token, createPublicKey({ key: { ...key }, format: 'jwk' }), { algorithms: ['ES256'] }),
    ).not.toThrow();
  });

  it('report health: alive, ready, and 503 with the dependency that is down', async () => {
    expect(await (await gateway.request('/health/live')).json()).toEqual({ status: 'ok' });
    expect((await gateway.request('/health/ready')).status).toBe(200);
    closed.health.register('postgres', () => Promise.reject(new Error('gone')));
    const response = await closed.request('/health');
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ status: 'down', dependencies: { postgres: { status: 'down' } } });
    expect((await closed.request('/health/ready')).status).toBe(503);
    expect((await closed.request('/health/live')).status).toBe(200);
  });

  it('are not ready while the process stops', async () => {
    gateway.health.setServing(false);
    expect((await gateway.request('/health/ready')).status).toBe(503);
    gateway.health.setServing(true);
  });

  it('give metrics to this host, and to others with the token alone', async () => {
    const metrics = await gateway.request('/metrics');
    expect(metrics.headers.get('content-type')).toContain('text/plain');
    expect(await metrics.text()).toContain('opsledger_http_request_duration_seconds_count');
    const forwarded = { 'X-Forwarded-For': '203.0.113.7' };
    expect((await gateway.request('/metrics', { headers: forwarded })).status).toBe(401);
    expect((await gateway.request('/metrics', { headers: forwarded, token: 'a wrong one' })).status).toBe(401);
    const token = 'a token for metrics'.replaceAll(' ', '-');
    expect((await gateway.request('/metrics', { headers: forwarded, token })).status).toBe(200);
  });

  it('label requests with the declared route', async () => {
    await gateway.request(`/api/v1/items/${randomUUID()}`);
    await gateway.request('/api/v1/somewhere/else');
    const text = await (await gateway.request('/metrics')).text();
    expect(text).toContain('_count{method="GET",route="/api/v1/items/{itemId}",status="401"} 1');
    expect(text).toContain('route="unknown",status="404"');
    expect(text).not.toContain('somewhere');
  });

  it('show the documentation where it is switched on, and nothing where it is not', async () => {
    const page = await gateway.request('/docs');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    const document = (await (await gateway.request('/docs/openapi.json')).json()) as { openapi: string };
    expect(document.openapi).toMatch(/^3\.1/);
    expect((await gateway.request('/docs/page.js')).headers.get('content-type')).toContain('text/javascript');
    expect((await closed.request('/docs')).status).toBe(404);
    expect((await closed.request('/docs/openapi.json')).status).toBe(404);
  });
});
