import { createPublicKey, randomUUID } from 'node:crypto';
import { verify } from 'jsonwebtoken';
import { identityMigrations } from '#libs/identity';
import { brokerAtHand, type TestBroker } from '#libs/testing/brokers';
import { type MigratedDatabase, migratedDatabase } from '#libs/testing/migrated-database';
import { BUS_USERS, TestGateway } from './gateway.fixture';

describe('the routes at the root', () => {
  let broker: TestBroker;
  let database: MigratedDatabase;
  let gateway: TestGateway;
  let closed: TestGateway;

  beforeAll(async () => {
    broker = await brokerAtHand().start(BUS_USERS);
    database = await migratedDatabase(identityMigrations);
    const pools = { write: database.pool('opsledger_auth'), read: database.pool('opsledger_reader') };
    gateway = await TestGateway.start(broker.url, pools);
    closed = await TestGateway.start(broker.url, pools, { enableSwagger: false, publicUrl: 'https://ops.example.com' });
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
    const html = await page.text();
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/https?:|unsafe|\*/);
    // Each part of the page is there, of this origin, and of a type that nosniff lets in.
    const parts = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, at = '']) => at);
    expect(parts).toHaveLength(4);
    for (const at of parts) {
      expect(at).toMatch(/^\/docs\//);
      const { status, headers } = await gateway.request(at);
      const type = at.endsWith('.js') ? 'text/javascript' : at.endsWith('.css') ? 'text/css' : 'image/png';
      expect([status, headers.get('content-type')?.split(';')[0]]).toEqual([200, type]);
    }
    expect(html).not.toMatch(/<script>|<style|style=|onload/);
    const document = (await (await gateway.request('/docs/openapi.json')).json()) as { openapi: string };
    expect(document.openapi).toMatch(/^3\.1/);
    const script = await (await gateway.request('/docs/page.js')).text();
    expect(script).toContain("url: '/docs/openapi.json'");
    expect(script).not.toContain('://');
    expect((await closed.request('/docs')).status).toBe(404);
    expect((await closed.request('/docs/openapi.json')).status).toBe(404);
  });

  it('ask browsers to come over TLS alone where the platform is reached so', async () => {
    const headers = await Promise.all(
      [gateway, closed].map(async (at) =>
        (await at.request('/api/v1/nothing')).headers.get('strict-transport-security'),
      ),
    );
    expect(headers).toEqual([null, 'max-age=31536000; includeSubDomains']);
  });
});
