import { randomUUID } from 'node:crypto';
import { MemoryEventLog } from '#libs/testing/memory-event-log';
import { MemoryKeys, MemoryNames } from '#libs/testing/memory-keys';
import { evolve, foreign } from '#contracts/declare/fold';
import { streamName } from '#libs/event-log';
import { aggregate } from './aggregate';
import { createCommands } from '../commands/create-commands';
import { StateCache } from './state-cache';
import {
  TENANT,
  add,
  open,
  purse,
  CoinsAdded,
  CoinsSpent,
  PurseOpened,
  PurseRelabelled,
} from '../testing/domain.fixture';

const onFault = (what: string, error: unknown) => {
  throw new Error(what, { cause: error });
};

const aProcess = (log: MemoryEventLog, cacheBytes?: number) =>
  createCommands({
    service: 'test',
    log,
    keys: new MemoryKeys(),
    names: new MemoryNames(),
    onFault,
    ...(cacheBytes !== undefined && { cache: new StateCache(cacheBytes) }),
  }).commands;

test('the cache is bounded by the size of what streams remember, as they grow', async () => {
  const log = new MemoryEventLog();
  const commands = aProcess(log, 3_000);
  const [one, other] = [randomUUID(), randomUUID()];
  const addTo = async (id: string, times: number) => {
    for (let time = 0; time < times; time++) await commands.handle(add(id, 1));
  };
  await addTo(one, 20);
  await addTo(other, 20);
  log.eventsRead = 0;
  await addTo(one, 1);
  expect(log.eventsRead).toBe(0);
  // Each counts 10 and one for ten commands: 13 and 18 are more than 30.
  await addTo(other, 60);
  await addTo(one, 1);
  expect(log.eventsRead).toBe(21);
});

test('concurrent lookups of one cold stream share one load', async () => {
  const log = new MemoryEventLog();
  const id = randomUUID();
  await aProcess(log).handle(open(id, 'mine'));
  await aProcess(log).handle(add(id, 1));
  log.eventsRead = 0;
  const commands = aProcess(log);
  const seen = await Promise.all([1, 2, 3].map(() => commands.state(purse, TENANT, id)));
  expect(seen.map(({ revision }) => revision)).toEqual([1, 1, 1]);
  expect(log.eventsRead).toBe(2);
});

test('a lookup that joins an earlier load also sees the events since', async () => {
  const id = randomUUID();
  let goOn = () => {};
  let blocked: Promise<void> | undefined;
  const log = new MemoryEventLog({
    pause: async (what) => {
      if (what.startsWith('has read test.')) await blocked;
    },
  });
  await aProcess(log).handle(open(id, 'mine'));
  const commands = aProcess(log);
  blocked = new Promise((resolve) => {
    goOn = resolve;
  });
  const early = commands.state(purse, TENANT, id);
  const elsewhere = aProcess(log);
  await new Promise(setImmediate);
  const reading = blocked;
  blocked = undefined;
  await elsewhere.handle(add(id, 5));
  const late = commands.state(purse, TENANT, id);
  goOn();
  await reading;
  expect((await early).state.coins).toBe(0);
  expect((await late).state.coins).toBe(5);
});

describe('an aggregate whose state grows', () => {
  const keep = (state: { readonly amounts: number[] }, { data }: { readonly data: object }) => {
    state.amounts.push('coins' in data ? Number(data.coins) : 0);
    return state;
  };
  const kept = aggregate(
    purse.category,
    (): { readonly amounts: number[] } => ({ amounts: [] }),
    [evolve(PurseOpened, keep), evolve(CoinsAdded, keep), evolve(CoinsSpent, keep), evolve(PurseRelabelled, keep)],
    {
      mutates: true,
      bytes: ({ amounts }) => 100 * amounts.length,
      copy: ({ amounts }) => ({ amounts: [...amounts] }),
    },
  );

  it('counts with the weight of its content', async () => {
    const log = new MemoryEventLog();
    const commands = aProcess(log, 6_000);
    const [long, short] = [randomUUID(), randomUUID()];
    for (let time = 0; time < 30; time++) await commands.handle(add(long, 1));
    await commands.handle(add(short, 1));
    const looking = aProcess(log, 6_000);
    const look = async (id: string) => {
      log.eventsRead = 0;
      await looking.state(kept, TENANT, id);
      return log.eventsRead;
    };
    // 10 + 3 + 30, and 10 + 1 + 1: both fit into 60.
    expect([await look(long), await look(short), await look(long)]).toEqual([30, 1, 0]);
    for (let time = 0; time < 20; time++) await commands.handle(add(long, 1));
    // 10 + 5 + 50 do not.
    expect([await look(long), await look(long), await look(short)]).toEqual([20, 50, 0]);
  });

  it('is not read again when an event follows a shared state, and the shared state stays as it was', async () => {
    const log = new MemoryEventLog();
    const commands = aProcess(log);
    const id = randomUUID();
    for (let time = 0; time < 30; time++) await commands.handle(add(id, 1));
    const early = await commands.state(kept, TENANT, id);
    await commands.handle(add(id, 1));
    log.eventsRead = 0;
    const late = await commands.state(kept, TENANT, id);
    expect(log.eventsRead).toBe(1);
    expect([early.state.amounts.length, late.state.amounts.length]).toEqual([30, 31]);
  });
});

test("a fold of another service's streams skips events that it does not name, also of unknown types", async () => {
  const log = new MemoryEventLog();
  const id = randomUUID();
  await aProcess(log).handle(open(id, 'mine'));
  const unknown = { id: randomUUID(), type: 'PursePainted', data: '{}', metadata: '{"schemaVersion":1}' };
  await log.append(streamName(purse.category, TENANT, id), [unknown], { expected: 0 });
  const labels = foreign(purse.category, (): { label: string } => ({ label: '' }), [
    evolve(PurseOpened, (_, { data: { label } }) => ({ label })),
  ]);
  expect(await aProcess(log).state(labels, TENANT, id)).toEqual({ state: { label: 'mine' }, revision: 1 });
  await expect(aProcess(log).state(purse, TENANT, id)).rejects.toThrow('PursePainted');
});
