import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { proxies } from './proxies';

let server: Server;
let health: object = {};
beforeAll(async () => {
  server = createServer((_, response) => response.end(JSON.stringify(health)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => new Promise((closed) => server.close(closed)));

const asked = () => proxies(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { trustedProxies: [] });

it('warns when the running gateway has seen a proxy that it does not trust', async () => {
  health = { status: 'ok', warnings: ['UNTRUSTED_PROXY'] };
  expect(await asked()).toMatchObject({
    outcome: 'warning',
    detail: expect.stringContaining('TRUSTED_PROXIES') as string,
  });
  health = { status: 'ok', warnings: [] };
  expect(await asked()).toMatchObject({ outcome: 'ok' });
});

it('says which proxies are trusted where nothing runs', async () => {
  expect(await proxies(undefined, { trustedProxies: ['10.0.0.0/8'] })).toMatchObject({
    outcome: 'ok',
    detail: expect.stringContaining('10.0.0.0/8') as string,
  });
});
