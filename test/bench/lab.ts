import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import { PostgresEventLog } from '../../libs/event-log';
import { ROLES } from '../../libs/read-models';
import { lineDays, setup } from './kpi-events';
import { BenchPlatform } from './platform';
import { DurableServer } from './server';
import { recordStreams } from './work-events';
void (async () => {
  const server = await DurableServer.start();
  const database = await server.database();
  const env = { RATE_LIMIT_PER_MINUTE: '1000000', RATE_LIMIT_USER_PER_MINUTE: '1000000', RATE_LIMIT_ORGANIZATION_PER_MINUTE: '1000000', NODE_OPTIONS: '--require /tmp/prof.cjs' };
  let platform = await BenchPlatform.start(database, env);
  const log = new PostgresEventLog({ url: database.url, role: ROLES.log });
  const lines = { lineIds: Array.from({ length: 20 }, () => randomUUID()), days: Number(process.env.DAYS ?? 365) };
  await recordStreams(log, platform.tenantId, setup(platform.tenantId, lines));
  const began = performance.now();
  await recordStreams(log, platform.tenantId, lineDays(platform.tenantId, lines));
  console.log('recorded', performance.now() - began);
  await platform.caughtUp();
  console.log('folded', performance.now() - began);
  await server.settle();
  const pid = () => (platform.process as any).child?.pid ?? (platform.process as any).process?.pid;
  createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', 'http://x');
      try {
        if (url.pathname === '/restart') { platform = await platform.restart(env); response.end('restarted\n'); return; }
        if (url.pathname === '/sql') { response.end(`${database.superuserUrl} ${platform.tenantId}\n`); return; }
        if (url.pathname === '/rebuild') {
          const operator = platform.process.http.as(await platform.operatorToken());
          const b = performance.now();
          const a = await operator.post(`ops/projections/${url.searchParams.get('name')}/rebuild`, {});
          response.end(`${JSON.stringify(a.body)} ${performance.now() - b}\n`); return;
        }
        const client = platform.process.http.as(await platform.token());
        const path = decodeURIComponent(url.searchParams.get('path') ?? '');
        const n = Number(url.searchParams.get('n') ?? 20);
        const times: number[] = [];
        let size = 0;
        for (let i = 0; i < n; i++) { const b = performance.now(); const a = await client.get<any>(path); if (a.status !== 200) throw new Error(JSON.stringify(a.body)); size = JSON.stringify(a.body).length; times.push(performance.now() - b); }
        times.sort((x, y) => x - y);
        response.end(`${path} min ${times[0]!.toFixed(0)} median ${times[n >> 1]!.toFixed(0)} p95 ${times[Math.floor(n * 0.95)]!.toFixed(0)} size ${size}\n`);
      } catch (error) { response.end(String((error as Error).stack) + '\n'); }
    })();
  }).listen(4999, () => console.log('ready', pid(), platform.tenantId, database.superuserUrl));
})();
