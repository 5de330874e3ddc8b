import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { LogReader } from '#libs/projections';
import { eventually } from '#libs/testing/eventually';
import type { CommandsOptions } from '../index';
import { TENANT, aContext, add, open, purse, relabel, type Purse } from '../testing/domain.fixture';
import { TEST_PROJECTOR, aPostgresPlatform } from '../testing/platform.fixture';
import { labelled, outcomeOf, streamOf } from '../testing/reservations.fixture';
import { Worker } from '../testing/workers.fixture';

let platform: Awaited<ReturnType<typeof aPostgresPlatform>>;
let pool: Pool;
beforeAll(async () => {
  platform = await aPostgresPlatform();
  pool = platform.database.pool(TEST_PROJECTOR);
});
/** Processes to close after a failed test: they would keep this process alive. */
const running = new Set<() => Promise<unknown>>();
afterEach(async () => {
  await Promise.all([...running].map((stop) => stop()));
  running.clear();
});
afterAll(() => platform.drop());

/** A process with its follower. */
async function aFollowingProcess(options: Partial<CommandsOptions> = {}, aggregates = [purse] as never[]) {
  const process = platform.start(options);
  const reader = new LogReader(process.log);
  const registration = reader.register(await process.followReleases(pool, aggregates));
  const stop = async () => {
    running.delete(stop);
    await registration.close();
    await reader.close();
    await process.stop();
  };
  running.add(stop);
  return { ...process, stop };
}

async function aWorker() {
  const worker = await new Worker(platform).start();
  running.add(() => worker.kill9());
  return worker;
}

const caughtUp = (log: { head(): Promise<string> }) =>
  eventually(async () => {
    const { rows } = await pool.query<{ freed: string }>('SELECT freed FROM engine.live_hold_checkpoint');
    expect(rows[0]?.freed).toBe(await log.head());
  });

/** A process that dies between an append and the release after it: nothing of the release reaches the log. */
async function relabelledByOneThatDies(id: string, label: string) {
  const dying = platform.start();
  const release = jest.spyOn(dying.reservations, 'release').mockRejectedValue(new Error('killed'));
  await dying.commands.handle(relabel(id, label));
  expect(release).toHaveBeenCalledTimes(1);
  expect(dying.faults).toEqual([expect.stringContaining('did not release')]);
  await dying.stop();
}

test('a value that a process gave up and could not release is released when another follows the log', async () => {
  const [one, blue, green] = [randomUUID(), randomUUID(), randomUUID()];
  const { commands, stop } = platform.start();
  await commands.handle(open(one, blue));
  await relabelledByOneThatDies(one, green);
  expect(await outcomeOf(commands.handle(open(randomUUID(), blue)))).toBe('DUPLICATE');
  const restarted = await aFollowingProcess();
  await caughtUp(restarted.log);
  expect(await outcomeOf(commands.handle(open(randomUUID(), blue)))).toBe('done');
  expect(await outcomeOf(commands.handle(open(randomUUID(), green)))).toBe('DUPLICATE');
  expect(await restarted.reservations.holderOf(labelled(green), TENANT)).toBe(streamOf(one));
  expect(restarted.faults).toEqual([]);
  await Promise.all([restarted.stop(), stop()]);
});

test('a value given up by a process that is killed between append and release is released by a new process', async () => {
  const [purseId, commandId] = [randomUUID(), randomUUID()];
  const { commands, log, stop } = platform.start();
  await commands.handle(open(purseId, 'label 1'));
  const doomed = await aWorker();
  expect(await doomed.send({ kind: 'relabel', purseId, coins: 2, commandId, die: 'after append' })).toBeUndefined();
  expect(doomed.killedBy).toBe('SIGKILL');
  expect((await commands.state(purse, TENANT, purseId)).state.label).toBe('label 2');
  expect(await outcomeOf(commands.handle(open(randomUUID(), 'label 1')))).toBe('DUPLICATE');
  const heir = await aWorker();
  await heir.send({ kind: 'follow', purseId, coins: 0, commandId: randomUUID() });
  await caughtUp(log);
  expect(await outcomeOf(commands.handle(open(randomUUID(), 'label 1')))).toBe('done');
  expect(await outcomeOf(commands.handle(open(randomUUID(), 'label 2')))).toBe('DUPLICATE');
  await stop();
});

test('a follower that fails to release does it when it is opened again', async () => {
  const [one, blue, green] = [randomUUID(), randomUUID(), randomUUID()];
  const { commands, log, stop } = platform.start();
  await commands.handle(open(one, blue));
  await relabelledByOneThatDies(one, green);
  const broken = platform.start();
  jest.spyOn(broken.reservations, 'releaseFrom').mockRejectedValueOnce(new Error('killed'));
  const reader = new LogReader(broken.log);
  running.add(() => reader.close());
  const failing = reader.register(await broken.followReleases(pool, [purse] as never[]));
  await expect(failing.done).rejects.toThrow('killed');
  expect(await outcomeOf(commands.handle(open(randomUUID(), blue)))).toBe('DUPLICATE');
  await reader.close();
  const restarted = await aFollowingProcess();
  await caughtUp(log);
  expect(await outcomeOf(commands.handle(open(randomUUID(), blue)))).toBe('done');
  await Promise.all([restarted.stop(), broken.stop(), stop()]);
});

test('the hold of a dead command is released with the next event of its owner', async () => {
  const [one, blue, green] = [randomUUID(), randomUUID(), randomUUID()];
  const process = await aFollowingProcess();
  await process.commands.handle(open(one, blue));
  await process.reservations.hold(labelled(green), { owner: streamOf(one), ownerRevision: 0, context: aContext() });
  await process.commands.handle(add(one, 1));
  await caughtUp(process.log);
  const { rows } = await pool.query('SELECT owner_revision::int AS at FROM engine.live_hold WHERE owner = $1', [
    streamOf(one),
  ]);
  expect(rows).toEqual([{ at: -1 }]);
  await process.stop();
});

test('a kind of reservation of a newer release is not released by a process that does not know it', async () => {
  const id = randomUUID();
  const { snapshot: _snapshot, ...unsnapshotted } = purse;
  const newer = {
    ...unsnapshotted,
    reserve: ({ coins }: Purse) => (coins > 0 ? [{ roster: 'of_newer', scope: 'tenant' } as const] : []),
  };
  const process = await aFollowingProcess();
  const made = { ...add(id, 1), aggregate: newer, limits: () => ({ of_newer: 1 }) };
  await process.commands.handle(made);
  await process.commands.handle(add(id, 1));
  await caughtUp(process.log);
  const { rows } = await pool.query('SELECT count(*)::int AS live FROM engine.live_hold WHERE owner = $1', [
    streamOf(id),
  ]);
  expect(rows).toEqual([{ live: 1 }]);
  await process.stop();
});

test('replicas that follow at once end with the same holds, and release nothing that is in use', async () => {
  const processes = await Promise.all([aFollowingProcess(), aFollowingProcess(), aFollowingProcess()]);
  const ids = Array.from({ length: 6 }, () => randomUUID());
  await Promise.all(ids.map(async (id, index) => processes[index % 3]?.commands.handle(open(id, `${id} 0`))));
  for (let round = 1; round <= 4; round++) {
    await Promise.all(
      ids.map(async (id, at) => processes[(at + round) % 3]?.commands.handle(relabel(id, `${id} ${round}`))),
    );
  }
  const [first] = processes;
  if (!first) throw new Error('there are three');
  await caughtUp(first.log);
  for (const id of ids) {
    expect(await first.reservations.holderOf(labelled(`${id} 4`), TENANT)).toBe(streamOf(id));
    expect(await outcomeOf(first.commands.handle(open(randomUUID(), `${id} 3`)))).toBe('done');
  }
  await Promise.all(processes.map(({ stop }) => stop()));
});
