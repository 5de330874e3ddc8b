import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { DomainError } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import { streamName, type RecordedEvent } from '#libs/event-log';
import { MemoryEventLog, type MemoryEventLogOptions } from '#libs/testing/memory-event-log';
import { MemoryKeys, MemoryNames } from '#libs/testing/memory-keys';
import { createCommands } from './create-commands';
import { OwnerNoted, TENANT, aContext, add, open, purse, spend } from '../testing/domain.fixture';

const unexpected = (what: string, error: unknown) => {
  throw new Error(what, { cause: error });
};

/** One log, with any number of processes on it. */
function aPlatform(options?: MemoryEventLogOptions) {
  const log = new MemoryEventLog(options);
  const shared = { log, keys: new MemoryKeys(), names: new MemoryNames(), service: 'test', onFault: unexpected };
  const start = (clock = Date.now) => createCommands({ ...shared, clock }).commands;
  return { log, start, streamOf: (id: string) => streamName(purse.category, TENANT, id) };
}

const refusalOf = (running: Promise<unknown>) =>
  running.then(
    () => 'accepted',
    (error: unknown) => (error instanceof DomainError ? error.code : Promise.reject(error as Error)),
  );

const commandOf = ({ metadata }: RecordedEvent) => (JSON.parse(metadata) as { commandId: string }).commandId;

async function aPurse(coins: number, options?: MemoryEventLogOptions) {
  const platform = aPlatform(options);
  const commands = platform.start();
  const id = randomUUID();
  await commands.handle(open(id, 'mine'));
  if (coins > 0) await commands.handle(add(id, coins));
  const length = platform.log.events.length;
  return { ...platform, commands, id, added: () => platform.log.events.slice(length) };
}

test('a command is appended and answered with its position', async () => {
  const { commands, id, added } = await aPurse(5);
  const context = aContext();
  const handled = await commands.handle(spend(id, 2, context));
  expect(handled).toEqual({
    result: { revision: 3, coins: 2 },
    revision: 3,
    position: added().at(-1)?.position,
    repeated: false,
  });
  expect(added().map(commandOf)).toEqual([context.commandId, context.commandId]);
});

test('a command that the rules refuse appends nothing and can be sent again later', async () => {
  const { commands, id, added } = await aPurse(1);
  const again = spend(id, 3);
  await expect(commands.handle(again)).rejects.toMatchObject({ code: 'INSUFFICIENT_STOCK', details: { shortage: 2 } });
  expect(added()).toEqual([]);
  await commands.handle(add(id, 2));
  expect(await commands.handle(again)).toMatchObject({ result: { coins: 3 }, repeated: false });
});

test('a repeated command is answered from its record, though it would be refused by now', async () => {
  const { commands, start, id, added } = await aPurse(5);
  const again = spend(id, 5);
  const first = await commands.handle(again);
  for (const each of [commands, start()]) {
    expect(await each.handle(again)).toEqual({ ...first, repeated: true });
  }
  expect(added()).toHaveLength(5);
});

test('a command repeated with another payload is refused, by every process', async () => {
  const { commands, start, id, added } = await aPurse(5);
  const context = { ...aContext(), payloadDigest: '0a1b2c3d' };
  const first = await commands.handle(spend(id, 2, context));
  const other = spend(id, 3, { ...context, payloadDigest: 'ffffffff' });
  for (const each of [commands, start()]) {
    expect(await refusalOf(each.handle(other))).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await each.handle(spend(id, 2, context))).toEqual({ ...first, repeated: true });
  }
  expect(added()).toHaveLength(2);
});

test('a command that was recorded without a payload digest is answered from its record', async () => {
  const { commands, id } = await aPurse(5);
  const context = aContext();
  const first = await commands.handle(spend(id, 2, context));
  const again = spend(id, 2, { ...context, payloadDigest: '0a1b2c3d' });
  expect(await commands.handle(again)).toEqual({ ...first, repeated: true });
});

test('a repeated command does no more than it did, though it could do more by now', async () => {
  const { commands, id, added } = await aPurse(1);
  const context = aContext();
  await commands.handle(spend(id, 1, context));
  await commands.handle(add(id, 100));
  expect(await commands.handle(spend(id, 50, context))).toMatchObject({ result: { coins: 1 }, repeated: true });
  expect(added().filter((each) => commandOf(each) === context.commandId)).toHaveLength(1);
});

test('a command that another process took meanwhile is neither refused nor decided on an outdated state', async () => {
  const { commands, start, id, added } = await aPurse(5);
  const other = start();
  await other.handle(add(id, 0));
  const context = aContext();
  const first = await commands.handle(spend(id, 5, context));
  const later = { ...context, now: new Date(Date.now() + 1_000).toISOString() };
  expect(await other.handle(spend(id, 5, later))).toEqual({ ...first, repeated: true });
  expect(added()).toHaveLength(5);
});

test('a command repeated unchanged to a process that is behind gets the same answer', async () => {
  const { commands, start, id, added } = await aPurse(5);
  const other = start();
  await other.handle(add(id, 0));
  const again = spend(id, 5);
  const { result, position } = await commands.handle(again);
  expect(await other.handle(again)).toMatchObject({ result, position });
  expect(added()).toHaveLength(5);
});

test("a refusal is decided on the log's present state", async () => {
  const { commands, start, id } = await aPurse(1);
  const other = start();
  expect(await refusalOf(other.handle(spend(id, 3)))).toBe('INSUFFICIENT_STOCK');
  await commands.handle(add(id, 2));
  expect(await other.handle(spend(id, 3))).toMatchObject({ result: { coins: 3 } });
});

test('a command that changes nothing answers at the current revision and position, of the log and not of this process', async () => {
  const { commands, start, id, log } = await aPurse(1);
  const other = start();
  const unchanged = (revision: number) => ({
    result: { revision },
    revision,
    position: log.events.at(-1)?.position,
    repeated: false,
  });
  expect(await other.handle(add(id, 0))).toEqual(unchanged(1));
  await commands.handle(add(id, 2));
  expect(await other.handle(add(id, 0))).toEqual(unchanged(2));
});

test('after a conflict the command is decided anew on the winning state', async () => {
  const { commands, start, id } = await aPurse(3);
  const other = start();
  await other.handle(add(id, 0));
  await commands.handle(spend(id, 2));
  expect(await refusalOf(other.handle(spend(id, 2)))).toBe('INSUFFICIENT_STOCK');
  expect(await other.handle(spend(id, 1))).toMatchObject({ result: { coins: 1 } });
});

test('a command whose id looks like another one of the stream is decided for itself', async () => {
  const { commands, start, id } = await aPurse(5);
  const alike = () => aContext({ commandId: `${randomUUID().slice(0, -8)}0000abcd` });
  const [one, other] = [spend(id, 1, alike()), spend(id, 2, alike())];
  expect(await commands.handle(one)).toMatchObject({ result: { coins: 1 }, repeated: false });
  expect(await commands.handle(other)).toMatchObject({ result: { coins: 2 }, repeated: false });
  for (const each of [commands, start()]) {
    expect(await each.handle(one)).toMatchObject({ result: { coins: 1 }, repeated: true });
    expect(await each.handle(other)).toMatchObject({ result: { coins: 2 }, repeated: true });
  }
});

test('a command repeated while it is under way waits for it and gets its answer', async () => {
  const { commands, id, added } = await aPurse(5);
  const again = spend(id, 4);
  const answers = await Promise.all([commands.handle(again), commands.handle(again), commands.handle(again)]);
  expect(answers.map(({ repeated }) => repeated)).toEqual([false, true, true]);
  expect(new Set(answers.map(({ revision }) => revision)).size).toBe(1);
  expect(added()).toHaveLength(4);
});

test('commands for one stream in one process do not conflict with each other', async () => {
  const appends: string[] = [];
  const pause = async (what: string) => appends.push(what);
  const { commands, id } = await aPurse(0, { pause });
  appends.length = 0;
  await Promise.all(Array.from({ length: 50 }, () => commands.handle(add(id, 1))));
  expect(appends.filter((what) => what.startsWith('append '))).toHaveLength(50);
  expect(appends.filter((what) => what.startsWith('read '))).toEqual([]);
});

test.each(['unreachable', 'answer lost'] as const)('an append that was %s is safe to repeat', async (fault) => {
  for (const elsewhere of [false, true]) {
    const { commands, start, log, id, added } = await aPurse(5);
    const again = spend(id, 3);
    log.failNextAppend(fault);
    expect(await refusalOf(commands.handle(again))).toBe('SERVICE_UNAVAILABLE');
    const handled = await (elsewhere ? start() : commands).handle(again);
    expect(handled).toMatchObject({ result: { coins: 3 }, repeated: fault === 'answer lost' });
    expect(added()).toHaveLength(3);
    expect((await commands.state(purse, TENANT, id)).state.coins).toBe(2);
  }
});

test('after an append whose outcome is unknown nothing is decided on the outdated state', async () => {
  const { commands, log, id } = await aPurse(5);
  log.failNextAppend('answer lost');
  await refusalOf(commands.handle(spend(id, 3)));
  expect(await refusalOf(commands.handle(spend(id, 3)))).toBe('INSUFFICIENT_STOCK');
});

test('a decision that fails half-way leaves the state as the log has it', async () => {
  const { commands, id } = await aPurse(5);
  const broken = {
    ...spend(id, 2),
    decide: () => {
      throw new TypeError('a bug in the decision');
    },
  };
  await expect(commands.handle(broken)).rejects.toThrow('a bug in the decision');
  expect((await commands.state(purse, TENANT, id)).state).toEqual({ label: 'mine', coins: 5, movements: [5] });
});

test('a command whose deadline has passed is not taken', async () => {
  const { commands, id, added } = await aPurse(5);
  expect(await refusalOf(commands.handle(spend(id, 1, aContext({ deadline: Date.now() - 1 }))))).toBe(
    'SERVICE_UNAVAILABLE',
  );
  expect(added()).toEqual([]);
});

test('a stream that keeps moving ends in a refusal that is safe to repeat', async () => {
  const { start, log, id, commands } = await aPurse(100);
  const other = start();
  const restless = {
    ...spend(id, 1),
    facts: async () => {
      await commands.handle(add(id, 1));
    },
  };
  expect(await refusalOf(other.handle(restless))).toBe('SERVICE_UNAVAILABLE');
  expect(log.events.filter((each) => commandOf(each) === restless.context.commandId)).toEqual([]);
});

test('a looked-up state is as of now, and does not change while commands go on', async () => {
  const { commands, start, id } = await aPurse(5);
  const other = start();
  await other.state(purse, TENANT, id);
  await commands.handle(add(id, 1));
  const seen = await other.state(purse, TENANT, id);
  expect(seen).toEqual({ state: { label: 'mine', coins: 6, movements: [5, 1] }, revision: 2 });
  await other.handle(spend(id, 1));
  expect(seen.state).toEqual({ label: 'mine', coins: 6, movements: [5, 1] });
  expect(await other.state(purse, TENANT, id)).toMatchObject({ state: { coins: 5 }, revision: 3 });
  expect(await other.state(purse, TENANT, randomUUID())).toMatchObject({ revision: 'none' });
});

test('a shared state does not change either when it can only be read anew from the log', async () => {
  const { commands, id } = await aPurse(5);
  const { snapshot: _snapshot, reserve: _reserve, ...unsnapshotted } = purse;
  const seen = await commands.state(unsnapshotted, TENANT, id);
  await commands.handle({ ...spend(id, 1), aggregate: unsnapshotted });
  expect(seen.state.coins).toBe(5);
  expect(await commands.state(unsnapshotted, TENANT, id)).toMatchObject({ state: { coins: 4 }, revision: 2 });
});

test("a command may look its own stream up, and two each other's, without a deadlock", async () => {
  const { commands, id } = await aPurse(5);
  const other = randomUUID();
  await commands.handle(open(other, 'other'));
  const looking = (at: string, to: string) => ({
    ...spend(at, 1),
    facts: () => commands.state(purse, TENANT, to),
  });
  await commands.handle(add(other, 5));
  const both = [looking(id, other), looking(other, id), looking(id, id)].map((each) => commands.handle(each));
  expect((await Promise.all(both)).map(({ result }) => result.coins)).toEqual([1, 1, 1]);
});

test('facts and state of a decision are of the same moment, also when the stream is read meanwhile', async () => {
  const { commands, start, id } = await aPurse(5);
  const { decide, ...rest } = spend(id, 1);
  const seen: number[] = [];
  const decided: number[] = [];
  const looking = {
    ...rest,
    facts: async (_command: object, _context: object, _lookup: object, state: { readonly coins: number }) => {
      seen.push(state.coins);
      if (seen.length === 1) await start().handle(add(id, 2));
      await commands.state(purse, TENANT, id);
    },
    decide: (...given: Parameters<typeof decide>) => {
      decided.push(given[1].coins);
      return decide(...given);
    },
  };
  await commands.handle(looking);
  expect(seen).toEqual([5, 7]);
  expect(decided).toEqual([7]);
});

test('a stream with an event that its aggregate does not know is refused by name', async () => {
  const { start, commands, id } = await aPurse(1);
  const data = { personId: randomUUID(), name: 'Ada', nickname: null, visits: 0 };
  const foreign = {
    ...add(id, 1),
    aggregate: { ...purse, events: [...purse.events, OwnerNoted], evolve: (state: object) => state },
    decide: () => [event(OwnerNoted, data)],
  };
  await commands.handle(foreign as never);
  await expect(start().handle(add(id, 1))).rejects.toThrow(/^event type OwnerNoted is not known here \(test\.purse-/);
});

test('for any senders, repetitions and faults, an acknowledged command is recorded once', async () => {
  const aSending = fc.record({
    process: fc.nat(2),
    command: fc.nat(7),
    fault: fc.option(fc.constantFrom('unreachable' as const, 'answer lost' as const), { freq: 8 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(aSending, { minLength: 1, maxLength: 20 }),
      async (scheduler, sendings) => {
        const log = new MemoryEventLog({ pause: (what) => scheduler.schedule(Promise.resolve(), what) });
        const shared = { log, keys: new MemoryKeys(), names: new MemoryNames(), service: 'test', onFault: unexpected };
        const processes = [0, 1, 2].map(() => createCommands(shared).commands);
        const purses = [randomUUID(), randomUUID()];
        const contexts = Array.from({ length: 8 }, () => aContext());
        const acknowledged = new Map<string, number>();
        const sent = sendings.map(async ({ process, command, fault }) => {
          const [commands, context] = [processes[process], contexts[command]];
          const id = purses[(command >> 1) % 2];
          if (!commands || !context || id === undefined) throw new Error('out of range');
          if (fault) log.failNextAppend(fault);
          const make = command % 2 === 0 ? add : spend;
          const answer = await commands.handle(make(id, 1 + (command % 3), context)).catch((error: unknown) => {
            if (error instanceof DomainError) return undefined;
            throw error;
          });
          if (!answer) return;
          const known = acknowledged.get(context.commandId);
          expect(known ?? answer.revision).toBe(answer.revision);
          acknowledged.set(context.commandId, answer.revision);
        });
        await scheduler.waitFor(Promise.all(sent));
        for (const id of purses) {
          const events = log.events.filter(({ stream }) => stream.endsWith(id));
          let coins = 0;
          for (const { type, data } of events) {
            coins += (type === 'CoinsAdded' ? 1 : -1) * (JSON.parse(data) as { coins: number }).coins;
            expect(coins).toBeGreaterThanOrEqual(0);
          }
          contexts.forEach(({ commandId }, command) => {
            const own = events.filter((each) => commandOf(each) === commandId);
            const wanted = command % 2 === 0 ? 1 : 1 + (command % 3);
            expect([0, wanted]).toContain(own.length);
            const revision = acknowledged.get(commandId);
            if (revision !== undefined && purses[(command >> 1) % 2] === id) {
              expect(own.at(-1)?.revision).toBe(revision);
            }
          });
          const fresh = await scheduler.waitFor(createCommands(shared).commands.state(purse, TENANT, id));
          expect(fresh.state.coins).toBe(coins);
          for (const commands of processes) {
            expect(await scheduler.waitFor(commands.state(purse, TENANT, id))).toEqual(fresh);
          }
        }
      },
    ),
    { numRuns: 200 },
  );
});
