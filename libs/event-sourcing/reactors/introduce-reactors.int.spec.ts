import { randomUUID } from 'node:crypto';
import { eventually } from '#libs/testing/eventually';
import { introduceReactors, type Reactor } from '../index';
import { aReactorPlatform, welcoming } from '../testing/reactors.fixture';

let on: Awaited<ReturnType<typeof aReactorPlatform>>;
beforeAll(async () => {
  on = await aReactorPlatform();
});
afterEach(() => on.stopAll());
afterAll(() => on.platform.drop());

const introduced = (only: ReadonlySet<string>): Reactor => welcoming(only, { from: 'introduced' });

const answered = ({ sent }: ReturnType<typeof on.obliging>) => sent.map(({ payload }) => payload.purseId);

const beginningOf = async ({ name }: Reactor) =>
  (
    await on.platform.enginePool.query<{ position: string }>(
      'SELECT position FROM engine.reactor_checkpoint WHERE reactor = $1',
      [name],
    )
  ).rows.map(({ position }) => position);

test('a reactor that is introduced answers later events, and no earlier ones', async () => {
  const only = new Set<string>();
  await on.purses(3, only);
  const reactor = introduced(only);
  await on.introduce([reactor]);
  const process = on.obliging();
  process.reactors.start([reactor]);
  const { ids } = await on.purses(2, only);
  for (const id of ids) await on.settled(await on.openingOf(id));
  expect(answered(process).toSorted()).toEqual(ids.toSorted());
});

test('events between the introduction and the first start are answered', async () => {
  const only = new Set<string>();
  const reactor = introduced(only);
  await on.introduce([reactor]);
  const [id = ''] = (await on.purses(1, only)).ids;
  const process = on.obliging();
  process.reactors.start([reactor]);
  await on.settled(await on.openingOf(id));
  expect(answered(process)).toEqual([id]);
});

test('a reactor that answers from the start is not introduced, and answers all of history', async () => {
  const { ids, only } = await on.purses(2);
  const reactor = welcoming(only);
  await on.introduce([reactor]);
  expect(await beginningOf(reactor)).toEqual([]);
  const process = on.obliging();
  process.reactors.start([reactor]);
  for (const id of ids) await on.settled(await on.openingOf(id));
  expect(answered(process).toSorted()).toEqual(ids.toSorted());
});

test('several processes that introduce a reactor during appends record one beginning', async () => {
  const only = new Set<string>();
  const reactor = introduced(only);
  const { log, stop } = on.platform.start();
  const before = await log.head();
  const heads = Array.from({ length: 8 }, async () => {
    await on.purses(1, only);
    await introduceReactors(on.platform.enginePool, [reactor], () => log.head());
    return beginningOf(reactor);
  });
  const seen = await Promise.all(heads);
  const beginning = await beginningOf(reactor);
  expect(beginning).toHaveLength(1);
  expect(new Set(seen.flat())).toEqual(new Set(beginning));
  expect(String(beginning) > before).toBe(true);
  await stop();
});

test('introduced again, by its own release or a later one, it keeps its checkpoint', async () => {
  const only = new Set<string>();
  const [reactor, other] = [introduced(only), introduced(only)];
  await on.introduce([reactor]);
  const first = on.obliging();
  first.reactors.start([reactor]);
  const [id = ''] = (await on.purses(1, only)).ids;
  await on.settled(await on.openingOf(id));
  await first.stop();
  const beginning = await beginningOf(reactor);
  const more = await on.purses(2, only);
  await on.introduce([reactor, other]);
  expect(await beginningOf(reactor)).toEqual(beginning);
  expect(String(await beginningOf(other)) > String(beginning)).toBe(true);
  const second = on.obliging();
  second.reactors.start([reactor]);
  for (const each of more.ids) await on.settled(await on.openingOf(each));
  expect(answered(second).toSorted()).toEqual(more.ids.toSorted());
});

test('an older release that starts, and does not know the reactor, changes nothing of it', async () => {
  const only = new Set<string>();
  const [older, newer] = [introduced(new Set()), introduced(only)];
  await on.introduce([older]);
  await on.introduce([older, newer]);
  const beginning = await beginningOf(newer);
  const [id = ''] = (await on.purses(1, only)).ids;
  await on.introduce([older]);
  const before = on.obliging();
  before.reactors.start([older]);
  await eventually(() => before.reactors.status()[0]?.state === 'running');
  expect(await beginningOf(newer)).toEqual(beginning);
  const after = on.obliging();
  after.reactors.start([newer]);
  await on.settled(await on.openingOf(id));
  expect(answered(after)).toEqual([id]);
  expect(before.sent).toEqual([]);
});

test('a reactor that was never introduced answers nothing, says so, and holds up no other', async () => {
  const only = new Set<string>();
  const [missing, there] = [introduced(only), introduced(only)];
  await on.introduce([there]);
  const process = on.obliging();
  process.reactors.start([missing, there]);
  const [id = ''] = (await on.purses(1, only)).ids;
  await on.settled(await on.openingOf(id));
  const [status] = process.reactors.status();
  expect(status).toMatchObject({
    state: 'stopped',
    trouble: `NotIntroduced: reactor ${missing.name} has no beginning; run the migration`,
  });
  expect(process.faults).toEqual([`reactor ${missing.name} has no beginning; run the migration`]);
  expect(await beginningOf(missing)).toEqual([]);
  expect(process.sent).toHaveLength(1);
  // Introduced at last, it begins there, in the next process that starts.
  await on.introduce([missing]);
  const later = on.obliging();
  later.reactors.start([missing]);
  const [next = ''] = (await on.purses(1, only)).ids;
  await eventually(() => answered(later).includes(next));
  expect(answered(later)).toEqual([next]);
});

test('the head of the log is not read when every reactor has a beginning', async () => {
  const reactor = introduced(new Set([randomUUID()]));
  await on.introduce([reactor]);
  const head = jest.fn();
  await introduceReactors(on.platform.enginePool, [reactor, welcoming(new Set())], head);
  expect(head).not.toHaveBeenCalled();
});
