/** @alone Kills its workers again and again, which a busy machine makes slow. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { eventually } from '#libs/testing/eventually';
import { WorkerProcesses } from '#libs/testing/worker-process';
import { dueCommandIdOf, runIdOf } from '.';
import { PROJECTOR, aSchedulePlatform } from './test-jobs.spec';

let on: Awaited<ReturnType<typeof aSchedulePlatform>>;
beforeAll(async () => {
  on = await aSchedulePlatform();
});
afterAll(() => on.drop());

const ZONES = ['Europe/Berlin', 'America/New_York', 'Pacific/Auckland', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC'];
const HOUR_MS = 3_600_000;
/** Six hours of the jobs' clocks pass in half a second. */
const SPEED = 43_200;
const KILLS = 6;

test('two processes that are killed again and again, while zones move and clocks change, send each date once', async () => {
  await on.superuser.query(`
    CREATE TABLE public.test_organization (id uuid PRIMARY KEY, time_zone text NOT NULL);
    CREATE TABLE public.test_sent (command_id uuid NOT NULL);
    GRANT SELECT ON public.test_organization TO ${PROJECTOR};
    GRANT INSERT ON public.test_sent TO ${PROJECTOR}`);
  const ids = Array.from({ length: 20 }, () => randomUUID());
  for (const [index, id] of ids.entries()) {
    await on.superuser.query('INSERT INTO public.test_organization VALUES ($1, $2)', [id, ZONES[index % ZONES.length]]);
  }
  const since = Date.now();
  const start = Date.parse('2026-03-25T00:00:00Z');
  const args = [on.database.url, String(since), String(start), String(SPEED)];
  const workers = await WorkerProcesses.start(join(__dirname, 'test-worker.spec.ts'), args);
  for (let kills = 0; kills < KILLS; kills++) {
    const runs = (await on.runs()).length;
    // At any moment: as soon as another run has been found due.
    await eventually(async () => (await on.runs()).length > runs, { timeoutMs: 30_000, everyMs: 1 });
    const zone = ZONES[Math.floor(Math.random() * ZONES.length)];
    await on.superuser.query('UPDATE public.test_organization SET time_zone = $1 WHERE id = $2', [
      zone,
      ids[kills % ids.length],
    ]);
    await workers.replaceOldest();
  }
  await workers.kill9();
  await workers.add();
  await eventually(async () => (await on.runs({ outcome: 'waiting' })).length < ids.length, { timeoutMs: 30_000 });
  await workers.kill9();
  const { rows } = await on.superuser.query<{ id: string }>('SELECT DISTINCT command_id AS id FROM public.test_sent');
  const sent = new Set(rows.map(({ id }) => id));
  const runs = await on.runs();
  const commandOf = ({ organizationId, on: date }: { organizationId: string; on: string }) =>
    dueCommandIdOf(runIdOf('test.tell', organizationId, date), 'tell');
  const done = runs.filter(({ outcome }) => outcome === 'done');
  const hours = ((Date.now() - since) * SPEED) / HOUR_MS;
  // Some process ran nearly all the time: a date was skipped only if it was due while none did.
  expect(done.length).toBeGreaterThan((ids.length * hours) / 24 / 3);
  for (const run of done) expect(sent).toContain(commandOf(run));
  const known = new Set(runs.map(commandOf));
  expect([...sent].filter((id) => !known.has(id))).toEqual([]);
  expect(new Set(runs.map(({ organizationId, on: date }) => `${organizationId} ${date}`)).size).toBe(runs.length);
}, 300_000);
