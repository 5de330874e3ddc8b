import { randomUUID } from 'node:crypto';
import { streamName, type RecordedEvent } from '#libs/event-log';
import { event } from '#contracts/declare/event';
import { evolve } from '#contracts/declare/fold';
import { aggregate } from '../aggregates/aggregate';
import { OwnerNoted, TENANT, aContext, add, open, purse, spend } from '../testing/domain.fixture';
import { aPostgresPlatform } from '../testing/platform.fixture';
import type { Order } from '../testing/worker.fixture';
import { Worker } from '../testing/workers.fixture';

let platform: Awaited<ReturnType<typeof aPostgresPlatform>>;
beforeAll(async () => {
  platform = await aPostgresPlatform();
});
afterAll(() => platform.drop());

async function eventsOf(id: string): Promise<RecordedEvent[]> {
  const { log, stop } = platform.start();
  const events: RecordedEvent[] = [];
  for await (const event of log.readStream(streamName(purse.category, TENANT, id))) events.push(event);
  await stop();
  return events;
}

const commandOf = ({ metadata }: RecordedEvent) => (JSON.parse(metadata) as { commandId: string }).commandId;

test('processes that race on one stream with the same and with different commands lose and double nothing', async () => {
  const id = randomUUID();
  const processes = [platform.start(), platform.start(), platform.start(), platform.start()];
  await processes[0]?.commands.handle(open(id, id));
  const contexts = Array.from({ length: 60 }, () => aContext());
  const answers = await Promise.all(
    processes.flatMap(({ commands }) =>
      contexts.map((context, index) => commands.handle(index % 3 === 2 ? add(id, 0, context) : add(id, 1, context))),
    ),
  );
  const events = await eventsOf(id);
  const adding = contexts.filter((_, index) => index % 3 !== 2);
  expect(events.slice(1).map(commandOf).sort()).toEqual(adding.map(({ commandId }) => commandId).sort());
  contexts.forEach(({ commandId }, index) => {
    if (index % 3 === 2) return;
    const revisions = [0, 1, 2, 3].map((process) => answers[process * contexts.length + index]?.revision);
    expect(new Set(revisions)).toEqual(new Set([events.findIndex((event) => commandOf(event) === commandId)]));
  });
});

test('coins that one process spent are not spent again by another', async () => {
  const id = randomUUID();
  const processes = [platform.start(), platform.start(), platform.start(), platform.start()];
  await processes[0]?.commands.handle(open(id, id));
  await processes[0]?.commands.handle(add(id, 50));
  const outcomes = await Promise.allSettled(
    processes.flatMap(({ commands }) => Array.from({ length: 25 }, () => commands.handle(spend(id, 1)))),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(50);
  for (const { commands } of processes) expect((await commands.state(purse, TENANT, id)).state.coins).toBe(0);
});

test('names and addresses are decrypted by another process, and are in no table', async () => {
  const { log } = platform.start();
  const one = platform.start();
  const context = aContext({ ip: '198.51.100.23', userAgent: 'Analytical Engine' });
  await one.commands.handle(open(randomUUID(), 'sealed', context));
  const events: RecordedEvent[] = [];
  for await (const event of log.readAll()) if (commandOf(event) === context.commandId) events.push(event);
  const decoded = await platform.start().codec.decode(events);
  expect(events.map(({ metadata }) => metadata).join()).not.toMatch(/198\.51|Analytical/);
  const revealed = await platform.start().codec.reveal(decoded.map(({ metadata }) => metadata));
  expect(revealed).toMatchObject([{ ip: '198.51.100.23', userAgent: 'Analytical Engine' }]);
});

test('a person in a state is read by every process, and by none that starts after the key was destroyed', async () => {
  const people = aggregate('test.person', (): { readonly name: string | null } => ({ name: 'nobody' }), [
    evolve(OwnerNoted, (_, { data: { name } }) => ({ name })),
  ]);
  const personId = randomUUID();
  await platform.start().commands.handle({
    aggregate: people,
    id: personId,
    command: {},
    context: aContext(),
    decide: () => [event(OwnerNoted, { personId, name: 'Ada Lovelace', nickname: null, visits: 0 })],
    answer: () => ({}),
  });
  expect((await platform.start().commands.state(people, TENANT, personId)).state).toEqual({ name: 'Ada Lovelace' });
  const { rows } = await platform.logPool.query<{ data: string }>(
    `SELECT data FROM event_log.event WHERE stream = $1`,
    [streamName(people.category, TENANT, personId)],
  );
  expect(rows).toEqual([{ data: expect.stringMatching(/"name":"pd1\.[^"]+"/) as string }]);
  await platform.keys().destroy({ tenantId: TENANT, subject: personId });
  expect((await platform.start().commands.state(people, TENANT, personId)).state).toEqual({ name: null });
});

describe('with processes that are killed', () => {
  const workers: Worker[] = [];
  const aWorker = async () => {
    const worker = await new Worker(platform).start();
    workers.push(worker);
    return worker;
  };
  afterAll(() => Promise.all(workers.map((worker) => worker.kill9())));

  test.each(['before append', 'after append'] as const)(
    'a command whose process died %s is recorded once after it is repeated',
    async (die) => {
      const [purseId, commandId] = [randomUUID(), randomUUID()];
      const { commands, stop } = platform.start();
      await commands.handle(open(purseId, purseId));
      await commands.handle(add(purseId, 3));
      const order: Order = { kind: 'spend', purseId, coins: 3, commandId };
      expect(await (await aWorker()).send({ ...order, die })).toBeUndefined();
      expect(await (await aWorker()).send(order)).toEqual({ commandId, revision: 4 });
      // A process that knew the stream before, and one in which the command would be refused by now.
      expect(await commands.handle(spend(purseId, 3, aContext({ commandId })))).toMatchObject({ result: { coins: 3 } });
      expect((await eventsOf(purseId)).filter((event) => commandOf(event) === commandId)).toHaveLength(3);
      await stop();
    },
  );

  test('a value held by a process that died is given to another, and the repeated command is refused', async () => {
    const [slow, quick] = [randomUUID(), randomUUID()];
    const coins = 4711;
    const order: Order = { kind: 'open', purseId: slow, coins, commandId: randomUUID() };
    expect(await (await aWorker()).send({ ...order, die: 'after hold' })).toBeUndefined();
    const heir = await aWorker();
    const other: Order = { kind: 'open', purseId: quick, coins, commandId: randomUUID() };
    expect(await heir.send(other)).toEqual({ commandId: other.commandId, revision: 0 });
    expect(await heir.send(order)).toEqual({ commandId: order.commandId, refused: 'DUPLICATE' });
    expect((await eventsOf(slow)).map(({ type }) => type)).toEqual(['ReservationAbandoned']);
  });

  test('under kill -9 at random moments, every acknowledged command is recorded once', async () => {
    const ids = Array.from({ length: 3 }, () => randomUUID());
    const { commands, stop } = platform.start();
    for (const id of ids) await commands.handle(open(id, id));
    const orders = Array.from({ length: 400 }, (_, index): Order => {
      return { kind: 'add', purseId: ids[index % 3] ?? '', coins: 1, commandId: randomUUID() };
    });
    const acknowledged = new Map<string, number>();
    let left = orders;
    let cutOff = 0;
    for (let kills = 0; left.length > 0; kills++) {
      const pair = await Promise.all([aWorker(), aWorker()]);
      // Each is sent to both, as by a client that does not wait; the first rounds are cut off half-way.
      const answers = left.flatMap((order) => pair.map((worker) => worker.send(order)));
      if (kills < 4) {
        await Promise.race(answers.slice(kills * 40, kills * 40 + 4));
        await Promise.all(pair.map((worker) => worker.kill9()));
      }
      for (const report of await Promise.all(answers)) {
        if (!report) cutOff++;
        if (report?.revision === undefined) continue;
        expect(acknowledged.get(report.commandId) ?? report.revision).toBe(report.revision);
        acknowledged.set(report.commandId, report.revision);
      }
      left = left.filter(({ commandId }) => !acknowledged.has(commandId));
    }
    expect(cutOff).toBeGreaterThan(100);
    for (const id of ids) {
      const events = await eventsOf(id);
      const own = orders.filter(({ purseId }) => purseId === id).map(({ commandId }) => commandId);
      expect(events.slice(1).map(commandOf).sort()).toEqual(own.sort());
      for (const event of events.slice(1)) expect(acknowledged.get(commandOf(event))).toBe(event.revision);
      expect((await commands.state(purse, TENANT, id)).state.coins).toBe(own.length);
    }
    await stop();
    // Ten processes start one after the other.
  }, 180_000);
});
