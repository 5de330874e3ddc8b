import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { Health, Metrics } from '#libs/observability';
import { checkDisk } from './health-checks';
import { type ListeningServer, startHealthServer } from './health-server';
import { openPort, portRefusal } from './ports';

const health = new Health(() => undefined);
const metrics = new Metrics();
let server: ListeningServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function get(path: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`http://127.0.0.1:${server?.port}${path}`, { headers });
  return { status: answer.status, body: await answer.text() };
}

describe('a process without a gateway', () => {
  it('answers health, and is ready only while it serves', async () => {
    server = await startHealthServer({ host: '127.0.0.1', port: 0, health, metrics });
    expect((await get('/health')).status).toBe(503);
    expect(await get('/health/live')).toEqual({ status: 200, body: '{"status":"ok"}' });
    expect((await get('/health/ready')).status).toBe(503);
    const working = new Health(() => undefined);
    working.register('postgres', () => Promise.resolve());
    await server.close();
    server = await startHealthServer({ host: '127.0.0.1', port: 0, health: working, metrics });
    expect((await get('/health')).status).toBe(200);
    expect((await get('/health/ready')).status).toBe(503);
    working.setServing(true);
    expect((await get('/health/ready?verbose')).status).toBe(200);
    expect((await get('/')).status).toBe(404);
    await server.close();
    server = await startHealthServer({ host: '127.0.0.1', port: 0, health: working, metrics, isStarting: true });
    expect(await get('/api/v1/items')).toMatchObject({
      status: 503,
      body: expect.stringContaining('"code"') as string,
    });
  });

  it('is not healthy while the disk of its data has no room', async () => {
    const roomy = new Health(() => undefined);
    checkDisk(roomy, tmpdir());
    expect(await roomy.report()).toMatchObject({ status: 'ok', dependencies: { disk: { status: 'up' } } });
    // A file system without room, which only Linux has.
    if (process.platform !== 'linux') return;
    const full = new Health(() => undefined);
    checkDisk(full, '/proc');
    server = await startHealthServer({ host: '127.0.0.1', port: 0, health: full, metrics });
    full.setServing(true);
    for (const path of ['/health', '/health/ready']) expect((await get(path)).status).toBe(503);
  });

  it('shows metrics to this host, and to others with the token alone', async () => {
    server = await startHealthServer({ host: '127.0.0.1', port: 0, health, metrics, metricsToken: 'a token' });
    expect((await get('/metrics')).body).toContain('opsledger_row_security_refusals_total 0');
    const elsewhere = { 'x-forwarded-for': '10.0.0.7' };
    expect((await get('/metrics', elsewhere)).status).toBe(401);
    expect((await get('/metrics', { forwarded: 'for=10.0.0.7' })).status).toBe(401);
    expect((await get('/metrics', { ...elsewhere, authorization: 'Bearer a guess' })).status).toBe(401);
    expect((await get('/metrics', { ...elsewhere, authorization: 'Bearer a token' })).status).toBe(200);
  });
});

describe('a port', () => {
  it('that another program listens on is refused by its number', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) =>
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port)),
    );
    await expect(openPort({ host: '127.0.0.1', port, health, metrics })).rejects.toMatchObject({
      name: 'StartRefused',
      message: expect.stringContaining(`Port ${port} on 127.0.0.1 is in use`) as string,
    });
    await new Promise((resolve) => other.close(resolve));
    server = await openPort({ host: '127.0.0.1', port, health, metrics });
    expect(server.port).toBe(port);
  });

  it('of an address that is none of this machine is refused by that', async () => {
    const refused = openPort({ host: '192.0.2.1', port: 0, health, metrics });
    await expect(refused).rejects.toThrow('192.0.2.1 is no address of this machine');
  });

  it('that only root may use is refused with the setting to change', () => {
    const error = Object.assign(new Error('listen EACCES'), { code: 'EACCES' });
    expect(portRefusal('127.0.0.1', 80, error).message).toContain('Set PORT above 1023');
  });
});
