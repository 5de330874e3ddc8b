import fastify from 'fastify';
import { AdmissionControl } from './admission';
import { PROBE } from './declaration';

function guarded() {
  const server = fastify();
  const settings = { rateLimitPerMinute: 1, rateLimitUserPerMinute: 1, corsAllowedOrigins: [], trustedProxies: [] };
  const control = new AdmissionControl({ settings } as never, undefined);
  control.guard(server);
  return { server, control };
}

describe('a route', () => {
  it('that declares no admission stops the start', () => {
    const { server } = guarded();
    expect(() => server.get('/open', () => 'anybody')).toThrow('GET /open declares no admission');
  });

  it('in a plugin is no exception', async () => {
    const { server } = guarded();
    void server.register(async (plugin) => {
      plugin.post('/open', () => 'anybody');
      return Promise.resolve();
    });
    await expect(server.ready()).rejects.toThrow('POST /open declares no admission');
  });

  it('is admitted before hooks of its own, HEAD too', async () => {
    const { server, control } = guarded();
    const ran: string[] = [];
    const config = { admission: { permission: 'self' } } as const;
    const onRequest = () => Promise.resolve(void ran.push('own'));
    server.get('/closed', { config, onRequest }, () => 'somebody');
    server.get('/open', { config: { admission: PROBE } }, () => 'anybody');
    expect(control.routes.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /closed',
      'HEAD /closed',
      'GET /open',
      'HEAD /open',
    ]);
    const address = await server.listen({ port: 0, host: '127.0.0.1' });
    try {
      for (const method of ['GET', 'HEAD']) await fetch(`${address}/closed`, { method });
      expect(ran).toEqual([]);
      expect((await fetch(`${address}/open`)).status).toBe(200);
    } finally {
      await server.close();
    }
  });
});
