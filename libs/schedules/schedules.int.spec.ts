import { randomUUID } from 'node:crypto';
import { DomainError } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import { eventually } from '#libs/testing/eventually';
import { RunBook, dueCommandIdOf, everyMinutes, runIdOf, type ScheduledOrganization } from '.';
import { aJob, aSchedulePlatform } from './test-jobs.spec';

let on: Awaited<ReturnType<typeof aSchedulePlatform>>;
beforeAll(async () => {
  on = await aSchedulePlatform();
});
afterEach(() => on.stopAll());
afterAll(() => on.drop());

/** A clock that only the test moves, and a list of organisations. */
function aWorld(now: string, ...zones: readonly string[]) {
  const organizations: ScheduledOrganization[] = zones.map((timeZone) => ({ id: randomUUID(), timeZone }));
  const world = {
    now: Date.parse(now),
    looks: 0,
    list: organizations,
    clock: () => {
      world.looks++;
      return world.now;
    },
    async *organizations() {
      yield* world.list;
    },
    set: (moment: string) => (world.now = Date.parse(moment)),
    /** Waits until every process has looked at the clock again, and more than once. */
    looked: async () => {
      const { looks } = world;
      await eventually(() => world.looks > looks + 20);
    },
  };
  return world;
}

const known = (organizations: number) => eventually(async () => (await on.runs()).length === organizations);
const done = async () => (await on.runs({ outcome: 'done' })).map(({ on: date }) => date);

test('a job is sent once for each organisation and local date, by the service itself, with any number of replicas', async () => {
  const world = aWorld('2026-01-30T12:00:00Z', 'UTC', 'UTC', 'Africa/Abidjan', 'Atlantic/Reykjavik');
  const replicas = [on.aProcess(world), on.aProcess(world), on.aProcess(world)];
  await known(4);
  world.set('2026-01-31T03:30:51Z');
  await eventually(async () => (await done()).length === 4);
  await world.looked();
  const sent = replicas.flatMap((each) => each.sent);
  expect(sent).toHaveLength(4);
  for (const { id } of world.list) {
    const commandId = dueCommandIdOf(runIdOf('test.tell', id, '2026-01-31'), 'tell');
    expect(sent).toContainEqual({ organizationId: id, commandId, actorId: 'service:test' });
  }
});

test('a run due before its job or organisation existed is not sent', async () => {
  const world = aWorld('2026-01-31T12:00:00Z', 'UTC');
  const process = on.aProcess(world);
  await known(1);
  world.list.push({ id: randomUUID(), timeZone: 'UTC' });
  await known(2);
  await world.looked();
  expect(process.sent).toEqual([]);
  expect((await on.runs()).map(({ outcome }) => outcome)).toEqual(['introduced', 'introduced']);
});

test('one that was not sent, being new, is sent when an operator asks for it, and once', async () => {
  const world = aWorld('2026-01-31T12:00:00Z', 'UTC');
  const process = on.aProcess(world);
  await known(1);
  const runs = new RunBook(on.pool);
  const [run, ...others] = await runs.latest({ job: 'test.tell' });
  if (!run) throw new Error('no run is known');
  expect([run.on, run.outcome, others]).toEqual(['2026-01-31', 'introduced', []]);
  expect(await runs.sendNow(run)).toBe(true);
  await eventually(async () => (await done()).length === 1);
  expect(await runs.sendNow(run)).toBe(false);
  expect(await runs.latest({ organizationId: run.organizationId })).toMatchObject([{ outcome: 'done' }]);
  expect(process.sent).toHaveLength(1);
});

test('after downtime it is sent once, for the latest moment', async () => {
  const world = aWorld('2026-01-10T12:00:00Z', 'UTC');
  on.aProcess(world);
  await known(1);
  await on.stopProcesses();
  world.set('2026-01-20T12:00:00Z');
  const process = on.aProcess(world);
  await eventually(async () => (await on.runs({ outcome: 'waiting' })).length === 1);
  expect((await on.runs({ outcome: 'waiting' }))[0]?.on).toBe('2026-01-20');
  expect(process.sent).toEqual([]);
});

test('a clock that jumps forward and back sends no date twice, and no past one', async () => {
  const world = aWorld('2026-01-30T12:00:00Z', 'UTC');
  const process = on.aProcess(world);
  await known(1);
  for (const moment of [
    '2026-01-31T03:30:51Z',
    '2026-01-30T12:00:00Z',
    '2026-01-31T03:30:51Z',
    '2026-01-29T03:30:51Z',
  ]) {
    world.set(moment);
    await world.looked();
  }
  await eventually(async () => (await done()).length === 1);
  world.set('2026-02-01T03:30:51Z');
  await eventually(async () => (await done()).length === 2);
  expect(await done()).toEqual(['2026-01-31', '2026-02-01']);
  expect(process.sent).toHaveLength(2);
});

test('an organisation whose zone moves has no local date twice', async () => {
  const world = aWorld('2026-01-30T12:00:00Z', 'Asia/Tokyo');
  const process = on.aProcess(world);
  const [organization] = world.list;
  await known(1);
  world.set('2026-01-30T18:30:51Z');
  await eventually(async () => (await done()).length === 1);
  world.list = [{ id: organization?.id ?? '', timeZone: 'America/Los_Angeles' }];
  for (let hour = 0; hour < 40; hour += 2) {
    world.now += 2 * 3_600_000;
    await world.looked();
  }
  await eventually(async () => (await on.runs({ outcome: 'waiting' })).length === 0);
  const dates = await done();
  expect(new Set(dates).size).toBe(dates.length);
  expect(dates[0]).toBe('2026-01-31');
  expect(process.sent).toHaveLength(dates.length);
});

test('a night that repeats the time, and one that skips it, have one run each', async () => {
  const world = aWorld('2026-03-27T12:00:00Z', 'Europe/Berlin');
  const jobs = [aJob({ name: 'test.night', at: { every: 'day', time: '02:30' } })];
  const process = on.aProcess({ ...world, clock: world.clock, jobs });
  await known(1);
  const nights: readonly (readonly [moment: string, done: readonly string[]])[] = [
    ['2026-03-28T01:30:50.500Z', ['2026-03-28']],
    ['2026-03-29T00:59:59.999Z', ['2026-03-28']],
    ['2026-03-29T01:00:50.500Z', ['2026-03-28', '2026-03-29']],
    ['2026-03-29T01:30:50.500Z', ['2026-03-28', '2026-03-29']],
    ['2026-10-25T00:30:50.500Z', ['2026-03-28', '2026-03-29', '2026-10-25']],
    ['2026-10-25T01:30:50.500Z', ['2026-03-28', '2026-03-29', '2026-10-25']],
  ];
  for (const [moment, expected] of nights) {
    world.set(moment);
    await world.looked();
    await eventually(async () => (await on.runs({ outcome: 'waiting' })).length === 0);
    expect(await done()).toEqual(expected);
  }
  expect(process.sent).toHaveLength(3);
});

test('a refusal by a rule is recorded and stands; a run that cannot be delivered is sent again under the same id', async () => {
  const world = aWorld('2026-01-30T12:00:00Z', 'UTC', 'UTC');
  const [refused] = world.list;
  let failures = 3;
  const process = on.aProcess(world, async ({ organizationId }) => {
    if (organizationId === refused?.id) throw new DomainError('LIMIT_REACHED');
    if (failures-- > 0) throw new DomainError('SERVICE_UNAVAILABLE');
  });
  await known(2);
  world.set('2026-01-31T03:30:51Z');
  await eventually(async () => (await done()).length === 1);
  await eventually(async () => (await on.runs({ outcome: 'refused' })).length === 1);
  expect(await on.runs({ outcome: 'refused' })).toMatchObject([{ organizationId: refused?.id, code: 'LIMIT_REACHED' }]);
  const again = process.sent.filter(({ organizationId }) => organizationId !== refused?.id);
  expect(again).toHaveLength(4);
  expect(new Set(again.map(({ commandId }) => commandId)).size).toBe(1);
});

test('waiting runs are counted by reason; a later date replaces them', async () => {
  const world = aWorld('2026-01-30T12:00:00Z', 'UTC');
  const process = on.aProcess(world, () => Promise.reject(new DomainError('SERVICE_UNAVAILABLE')));
  await known(1);
  world.set('2026-01-31T03:30:51Z');
  await eventually(async () => (await on.runs({ outcome: 'waiting' }))[0]?.error === 'SERVICE_UNAVAILABLE');
  expect(await process.schedules.gauges()).toEqual([{ job: 'test.tell', due: 1, late: 1, failing: 1 }]);
  world.set('2026-02-01T03:30:51Z');
  await eventually(async () => (await on.runs({ outcome: 'superseded' })).length === 1);
  expect((await on.runs({ outcome: 'waiting' })).map(({ on: date }) => date)).toEqual(['2026-02-01']);
});

test('an organisation with an unknown zone holds up no other', async () => {
  const world = aWorld('2026-01-30T12:00:00Z', 'Mars/Olympus', 'UTC');
  const process = on.aProcess(world);
  await known(1);
  world.set('2026-01-31T03:30:51Z');
  await eventually(() => process.sent.length === 1);
  expect(process.faults[0]).toContain(world.list[0]?.id);
});

test("the platform's job is sent without an organisation, also when there is none", async () => {
  const world = aWorld('2026-01-30T12:00:00Z');
  const jobs = [aJob({ name: 'test.sweep', at: everyMinutes(15), scope: 'platform' })];
  const process = on.aProcess({ ...world, clock: world.clock, jobs });
  await known(1);
  world.set('2026-01-30T12:15:00Z');
  await eventually(async () => (await done()).length === 1);
  expect(process.sent.map(({ organizationId }) => organizationId)).toEqual([PLATFORM]);
});

test('a thousand late organisations are spread over the minute, and found with few statements', async () => {
  const world = aWorld('2026-01-30T12:00:00Z', ...Array.from({ length: 1_000 }, () => 'Europe/Berlin'));
  const query = jest.spyOn(on.pool, 'query');
  on.aProcess({ ...world, clock: world.clock, readEveryMs: 3_600_000 });
  await known(1_000);
  world.set('2026-01-31T12:00:00Z');
  await eventually(async () => (await on.runs({ outcome: 'waiting' })).length > 900);
  expect(query.mock.calls.length).toBeLessThan(30);
  query.mockRestore();
  const { rows } = await on.superuser.query<{ seconds: number }>(
    'SELECT count(DISTINCT floor(extract(epoch FROM retry_at)))::int AS seconds FROM engine.schedule_run',
  );
  expect(rows[0]?.seconds).toBeGreaterThan(45);
});

test('a process with nothing to do reads the clock, and sends the database no statement', async () => {
  const world = aWorld('2026-01-30T12:00:00Z', 'UTC');
  const query = jest.spyOn(on.pool, 'query');
  on.aProcess({ ...world, clock: world.clock, readEveryMs: 3_600_000 });
  await known(1);
  await world.looked();
  const asked = query.mock.calls.length;
  await world.looked();
  await world.looked();
  expect(query.mock.calls.length).toBe(asked);
  query.mockRestore();
});
