import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { event } from '#contracts/declare/event';
import { streamName } from '#libs/event-log';
import { CoinsAdded, OwnerNoted, TENANT, aContext, add, open, purse, relabel, spend } from '../testing/domain.fixture';
import { aPostgresPlatform } from '../testing/platform.fixture';

let platform: Awaited<ReturnType<typeof aPostgresPlatform>>;
beforeAll(async () => {
  platform = await aPostgresPlatform();
});
afterAll(() => platform.drop());

const streamOf = (id: string) => streamName(purse.category, TENANT, id);

/** A purse with as many events, written through commands of 100 events each. */
async function longPurse(events: number) {
  const process = platform.start();
  const id = randomUUID();
  await process.commands.handle(open(id, `label ${id}`));
  await process.commands.handle(add(id, events));
  for (let left = events - 2; left > 0; left -= 100) {
    await process.commands.handle(spend(id, Math.min(100, left)));
    await process.settled();
  }
  return { id, process };
}

test('a cold command on a stream of 10,000 events reads at most 200 of them', async () => {
  const { id } = await longPurse(10_000);
  const cold = platform.start();
  const { revision } = await cold.commands.handle(spend(id, 1));
  expect(revision).toBe(10_000);
  expect(cold.reads.events).toBeLessThanOrEqual(200);
  expect(cold.faults).toEqual([]);
});

test('a warm command reads nothing', async () => {
  const { id, process } = await longPurse(300);
  const before = process.reads.events;
  await process.commands.handle(spend(id, 1));
  expect(process.reads.events).toBe(before);
});

test('a snapshot with its tail gives the same state as the whole stream, for any commands and restarts', async () => {
  const aStep = fc.record({
    kind: fc.constantFrom('add', 'spend', 'relabel', 'again', 'restart'),
    coins: fc.integer({ min: 1, max: 60 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(aStep, { minLength: 5, maxLength: 40 }), async (steps) => {
      const id = randomUUID();
      let process = platform.start();
      await process.commands.handle(open(id, id));
      await process.commands.handle(add(id, 10_000));
      const sent: ReturnType<typeof add>[] = [];
      for (const { kind, coins } of steps) {
        if (kind === 'restart') {
          await process.stop();
          process = platform.start();
        } else if (kind === 'again') {
          const again = sent[coins % sent.length];
          if (again) await process.commands.handle(again);
        } else {
          const make =
            kind === 'add' ? add(id, coins) : kind === 'spend' ? spend(id, coins) : relabel(id, `${id} ${coins}`);
          await process.commands.handle(make as ReturnType<typeof add>);
          sent.push(make as ReturnType<typeof add>);
        }
      }
      await process.settled();
      const { snapshot: _snapshot, ...unsnapshotted } = purse;
      const last = platform.start();
      const [folded, whole] = await Promise.all([
        last.commands.state(purse, TENANT, id),
        last.commands.state(unsnapshotted, TENANT, id),
      ]);
      expect(folded).toEqual(whole);
      // Commands from before the snapshot are remembered too.
      for (const again of sent) {
        const { repeated } = await last.commands.handle(again);
        expect(repeated).toBe(true);
      }
      expect(await last.commands.state(purse, TENANT, id)).toEqual(whole);
      expect([...process.faults, ...last.faults]).toEqual([]);
      await Promise.all([process.stop(), last.stop()]);
    }),
    { numRuns: 6, endOnFailure: true },
  );
});

test('a snapshot of an event that the log does not have is discarded', async () => {
  const { id } = await longPurse(250);
  const forged = JSON.stringify({ label: 'forged', coins: 1_000_000, movements: [] });
  for (const change of [
    ['UPDATE engine.snapshot SET revision = 5000, state = $2 WHERE stream = $1', forged],
    ['UPDATE engine.snapshot SET last_event_id = gen_random_uuid(), state = $2 WHERE stream = $1', forged],
  ] as const) {
    const { rowCount } = await platform.enginePool.query(change[0], [streamOf(id), change[1]]);
    expect(rowCount).toBe(1);
    const cold = platform.start();
    expect((await cold.commands.state(purse, TENANT, id)).state.coins).toBe(2);
    await cold.settled();
    const { rows } = await platform.enginePool.query('SELECT state FROM engine.snapshot WHERE stream = $1', [
      streamOf(id),
    ]);
    expect(rows).toEqual([{ state: expect.stringContaining('"coins":2') as string }]);
  }
});

test('snapshots that are removed below a running process are written anew, with all remembered commands', async () => {
  const { id, process } = await longPurse(150);
  const taken = spend(id, 1);
  const { revision } = await process.commands.handle(taken);
  await process.commands.handle(add(id, 1_000));
  await process.commands.handle(spend(id, 100));
  await process.settled();
  await platform.enginePool.query('DELETE FROM engine.snapshot WHERE stream = $1', [streamOf(id)]);
  await platform.enginePool.query('DELETE FROM engine.snapshot_commands WHERE stream = $1', [streamOf(id)]);
  await process.commands.handle(spend(id, 100));
  await process.settled();
  await process.commands.handle(spend(id, 1));
  await process.settled();
  const cold = platform.start();
  expect(await cold.commands.handle(taken)).toMatchObject({ revision, repeated: true });
  expect(cold.reads.events).toBeLessThan(100);
  expect([...process.faults, ...cold.faults]).toEqual([]);
});

test('without the snapshot table commands go on, and the fault is reported', async () => {
  const { id } = await longPurse(150);
  const broken = { read: () => Promise.reject(new Error('gone')), write: () => Promise.reject(new Error('gone')) };
  const process = platform.start({ snapshots: { ...broken, discard: async () => undefined } });
  expect(await process.commands.handle(spend(id, 1))).toMatchObject({ result: { coins: 1 } });
  await process.settled();
  expect(process.faults).toEqual([
    `the snapshot of ${streamOf(id)} was not read`,
    `no snapshot of ${streamOf(id)} was written`,
  ]);
});

test('a snapshot of another shape is not read, and does not block its own', async () => {
  const { id } = await longPurse(150);
  const { snapshot } = purse;
  if (!snapshot) throw new Error('a purse has snapshots');
  const next = {
    ...purse,
    snapshot: {
      ...snapshot,
      version: 2,
      toJson: (state: object) => ({ wrapped: state }),
      fromJson: (json: { wrapped: never }) => json.wrapped,
    },
  };
  for (const aggregate of [next, purse, next]) {
    const process = platform.start();
    expect((await process.commands.state(aggregate, TENANT, id)).state.coins).toBe(2);
    await process.settled();
    expect(process.faults).toEqual([]);
  }
  const { rows } = await platform.enginePool.query('SELECT version FROM engine.snapshot WHERE stream = $1 ORDER BY 1', [
    streamOf(id),
  ]);
  expect(rows).toEqual([{ version: 1 }, { version: 2 }]);
});

test('an aggregate that can hold personal data has no snapshots, and asking for some is an error', async () => {
  const { commands } = platform.start();
  const people = { ...purse, category: 'test.people', events: [OwnerNoted] };
  await expect(commands.handle({ ...add(randomUUID(), 1), aggregate: people })).rejects.toThrow(
    "test.people can hold the personal event OwnerNoted, so that it can't have snapshots",
  );
});

test('commands older than a day, beyond the last 1,000, are removed with their piece of the memory', async () => {
  const days = 24 * 60 * 60 * 1_000;
  let now = Date.now() - 3 * days;
  const process = platform.start({ clock: () => now });
  const id = randomUUID();
  const context = () => aContext({ now: new Date(now).toISOString(), deadline: now + 10_000 });
  await process.commands.handle(open(id, id, context()));
  const first = { ...add(id, 1, context()), decide: () => [event(CoinsAdded, { purseId: id, coins: 1 })] };
  await process.commands.handle(first);
  for (let command = 0; command < 1_300; command++) {
    if (command === 150) now += 2 * days;
    await process.commands.handle({ ...first, context: context() });
    if (command % 100 === 0) await process.settled();
  }
  await process.settled();
  const { rows } = await platform.enginePool.query(
    'SELECT min(through_revision)::int AS oldest FROM engine.snapshot_commands WHERE stream = $1',
    [streamOf(id)],
  );
  expect((rows as { oldest: number }[])[0]?.oldest).toBeGreaterThan(150);
  const cold = platform.start({ clock: () => now });
  const { commandId } = first.context;
  expect(await cold.commands.handle({ ...first, context: { ...context(), commandId } })).toMatchObject({
    repeated: false,
  });
});
