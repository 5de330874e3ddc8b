import { Health } from './health';

const up = () => Promise.resolve();
const down = () => Promise.reject(new Error('connection refused'));

it('is down when one dependency is, and names it', async () => {
  const reasons: unknown[] = [];
  const health = new Health((name, error) => reasons.push([name, (error as Error).message]));
  health.register('postgres', up);
  health.register('bus', down);
  const report = await health.report();
  expect(report.status).toBe('down');
  expect(report.dependencies).toMatchObject({ postgres: { status: 'up' }, bus: { status: 'down' } });
  expect(reasons).toEqual([['bus', 'connection refused']]);
});

it('gives the reason to the log alone', async () => {
  const health = new Health(() => undefined);
  health.register('bus', down);
  expect(JSON.stringify(await health.report())).not.toContain('refused');
});

it('calls a dependency down that does not answer in time', async () => {
  jest.useFakeTimers();
  const health = new Health(() => undefined);
  health.register('log', () => new Promise(() => undefined));
  const report = health.report();
  await jest.advanceTimersByTimeAsync(2_000);
  expect((await report).dependencies['log']).toMatchObject({ status: 'down' });
  jest.useRealTimers();
});

it('asks its dependencies once for concurrent requests, and again a second later', async () => {
  let now = 0;
  const check = jest.fn(up);
  const health = new Health(
    () => undefined,
    () => now,
  );
  health.register('postgres', check);
  await Promise.all(Array.from({ length: 20 }, () => health.report()));
  expect(check).toHaveBeenCalledTimes(1);
  now = 1_000;
  await health.report();
  expect(check).toHaveBeenCalledTimes(2);
});

it('is ready only while it serves, and always alive', async () => {
  const health = new Health(() => undefined);
  health.register('postgres', up);
  expect((await health.ready()).status).toBe('down');
  expect(health.live()).toEqual({ status: 'ok' });
  health.setServing(true);
  expect((await health.ready()).status).toBe('ok');
  health.setServing(false);
  expect((await health.ready()).status).toBe('down');
  expect((await health.report()).status).toBe('ok');
});
