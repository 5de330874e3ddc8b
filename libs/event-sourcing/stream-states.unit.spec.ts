import { randomUUID } from 'node:crypto';
import { MemoryEventLog, MemoryKeys, MemoryNames } from '#libs/testing';
import { createCommands } from './create-commands';
import { TENANT, add, open, purse } from './test-domain.spec';

const onFault = (what: string, error: unknown) => {
  throw new Error(what, { cause: error });
};

const aProcess = (log: MemoryEventLog, cacheSize?: number) =>
  createCommands({
    service: 'test',
    log,
    keys: new MemoryKeys(),
    names: new MemoryNames(),
    onFault,
    ...(cacheSize !== undefined && { cacheSize }),
  }).commands;

test('what is kept is bounded by what streams remember, as they grow', async () => {
  const log = new MemoryEventLog();
  const commands = aProcess(log, 30);
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

test('lookups of one cold stream at once share one load', async () => {
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

test('a lookup that joins a load which began before sees also what came in between', async () => {
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
