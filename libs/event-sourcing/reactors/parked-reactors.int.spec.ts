import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { DomainError } from '#contracts/errors';
import { START, streamName } from '#libs/event-log';
import { eventually } from '#libs/testing/eventually';
import { ReactorOperations, type Reactor, type Recorded } from '../index';
import { AddCoins, CoinsAdded, PurseOpened, SpendCoins, TENANT, add, purse } from '../testing/domain.fixture';
import { aReactorPlatform, welcoming } from '../testing/reactors.fixture';

let on: Awaited<ReturnType<typeof aReactorPlatform>>;
let operations: ReactorOperations;
beforeAll(async () => {
  on = await aReactorPlatform();
  operations = new ReactorOperations(on.platform.enginePool, 500);
});
afterEach(() => on.stopAll());
afterAll(() => on.platform.drop());

const parkedOf = ({ name }: Reactor) => operations.parked({ reactor: name, limit: 50 });

const nothing = (): never => {
  throw new Error('nothing is parked');
};

/** A pause so long that in a test an event is retried only on request. */
const BY_HAND = { parkedRetryMs: { first: 3_600_000, longest: 3_600_000 } };

/** Answers the opening of a purse with ten coins, and every amount of a hundred with one more. */
function echoing(only: ReadonlySet<string>): Reactor {
  return welcoming(only, {
    events: [PurseOpened, CoinsAdded],
    react: ({ type, data }: Recorded) => {
      const { purseId, coins = 0 } = data as PurseOpened & { readonly coins?: number };
      if (!only.has(purseId) || (type === CoinsAdded.type && coins !== 100)) return [];
      return [{ contract: AddCoins, payload: { purseId, coins: type === CoinsAdded.type ? 1 : 10 } }];
    },
  });
}

async function hundred(id: string): Promise<void> {
  const { commands, stop } = on.platform.start();
  await commands.handle(add(id, 100));
  await stop();
}

test('a command that always fails parks its stream; other streams go on, and later events of this one wait behind', async () => {
  const only = new Set<string>();
  const { ids } = await on.purses(2, only);
  const [sick = '', well = ''] = ids;
  let broken = true;
  const process = on.aProcess(({ payload }, carryOut) =>
    broken && payload.purseId === sick ? Promise.reject(new DomainError('INTERNAL')) : carryOut(),
  );
  const reactor = echoing(only);
  process.reactors.start([reactor]);
  await on.settled(await on.openingOf(well));
  await eventually(async () => (await parkedOf(reactor)).length === 1);
  await hundred(sick);
  await hundred(well);
  await eventually(async () => (await on.coinsOf(well)).coins === 111);
  await eventually(async () => (await parkedOf(reactor)).length === 2);
  expect(await parkedOf(reactor)).toMatchObject([
    { kind: 'reactor', projection: reactor.name, eventType: 'PurseOpened', reason: 'poison', error: 'INTERNAL' },
    { kind: 'reactor', eventType: 'CoinsAdded', reason: 'behind', attempts: 0, error: null },
  ]);
  expect(await process.reactors.gauges()).toEqual([
    { reactor: reactor.name, state: 'running', parkedEvents: 2, parkedStreams: 1, refused: 0 },
  ]);
  broken = false;
  await eventually(async () => (await on.coinsOf(sick)).coins === 111);
  await eventually(async () => (await parkedOf(reactor)).length === 0);
  const answered = process.sent.filter(({ payload }) => payload.purseId === sick).map(({ payload }) => payload.coins);
  expect(answered.slice(-2)).toEqual([10, 1]);
  // New events of the stream are answered at once again.
  await hundred(sick);
  await eventually(async () => (await on.coinsOf(sick)).coins === 212);
  expect(await parkedOf(reactor)).toEqual([]);
});

test('a command that the reactor may not send is no outcome: it is parked until it may', async () => {
  const only = new Set<string>();
  const [id = ''] = (await on.purses(1, only)).ids;
  let allowed = false;
  const process = on.aProcess((_, carryOut) =>
    allowed ? carryOut() : Promise.reject(new DomainError('FORBIDDEN', 'the broker does not know of it yet')),
  );
  const reactor = welcoming(only);
  process.reactors.start([reactor]);
  await eventually(async () => (await parkedOf(reactor)).length === 1);
  expect(await parkedOf(reactor)).toMatchObject([{ kind: 'reactor', reason: 'poison', error: 'FORBIDDEN' }]);
  allowed = true;
  await eventually(async () => (await on.coinsOf(id)).coins === 10);
  await eventually(async () => (await parkedOf(reactor)).length === 0);
});

test('a reaction that throws parks its stream, with the location in the code and none of the data', async () => {
  const { ids, only } = await on.purses(2);
  const [sick = '', well = ''] = ids;
  const reactor = welcoming(only, {
    react: ({ data }) => {
      const { purseId } = data as PurseOpened;
      if (purseId === sick) throw new TypeError(`${purseId} is secret`);
      return only.has(purseId) ? [{ contract: AddCoins, payload: { purseId, coins: 10 } }] : [];
    },
  });
  const process = on.aProcess((_, carryOut) => carryOut(), BY_HAND);
  process.reactors.start([reactor]);
  await on.settled(await on.openingOf(well));
  await eventually(async () => (await parkedOf(reactor)).length === 1);
  const [parked] = await parkedOf(reactor);
  expect(parked?.error).toMatch(/^TypeError at .*react \(parked-reactors\.int\.spec\.ts:\d+:\d+\)$/);
});

test('an event that cannot be read parks its own stream alone', async () => {
  const { ids, only } = await on.purses(1);
  const { log, stop } = on.platform.start();
  const unreadable = randomUUID();
  const metadata = { tenantId: TENANT, commandId: randomUUID(), schemaVersion: 99 };
  await log.append(
    streamName(purse.category, TENANT, unreadable),
    [{ id: randomUUID(), type: PurseOpened.type, data: '{}', metadata: JSON.stringify(metadata) }],
    { expected: 'none' },
  );
  const after = await on.purses(1, only);
  const process = on.aProcess((_, carryOut) => carryOut(), BY_HAND);
  const reactor = welcoming(only);
  process.reactors.start([reactor]);
  for (const id of [...ids, ...after.ids]) await on.settled(await on.openingOf(id));
  await eventually(async () => (await parkedOf(reactor)).length === 1);
  expect(await parkedOf(reactor)).toMatchObject([
    { key: streamName(purse.category, TENANT, unreadable), error: expect.stringContaining('has version 99') as string },
  ]);
  await stop();
  // Clears the log for the later tests, whose reactors begin at its start too.
  await operations.skip((await parkedOf(reactor))[0] ?? nothing(), 'a test');
});

describe('what is parked', () => {
  async function aParkedPurse(events: number) {
    const only = new Set<string>();
    const { ids } = await on.purses(1, only);
    const [id = ''] = ids;
    const reactor = echoing(only);
    const first = on.aProcess(() => Promise.reject(new DomainError('INTERNAL')), BY_HAND);
    first.reactors.start([reactor]);
    for (let count = 1; count < events; count++) await hundred(id);
    const mine = async () => (await parkedOf(reactor)).filter(({ key }) => key.endsWith(id));
    await eventually(async () => (await mine()).length === events);
    await first.stop();
    return { id, only, reactor, mine };
  }

  test('survives a restart: the event still waits, and is answered in order when an operator retries it', async () => {
    const { id, reactor, mine } = await aParkedPurse(2);
    const second = on.obliging(BY_HAND);
    second.reactors.start([reactor]);
    await hundred(id);
    await eventually(async () => (await mine()).length === 3);
    expect(second.sent).toEqual([]);
    const last = (await mine()).at(-1) ?? nothing();
    expect(await operations.retry(last, randomUUID())).toMatchObject({ id: last.id });
    expect(await mine()).toEqual([]);
    expect(second.sent.map(({ payload }) => payload.coins)).toEqual([10, 1, 1]);
  });

  test('stays with one more attempt when a retry fails, and later events are answered when it is skipped', async () => {
    const { id, reactor, mine } = await aParkedPurse(2);
    const second = on.aProcess(
      ({ payload }, carryOut) => (payload.coins === 10 ? Promise.reject(new DomainError('INTERNAL')) : carryOut()),
      BY_HAND,
    );
    second.reactors.start([reactor]);
    await eventually(() => second.reactors.status()[0]?.state === 'running');
    const [poison = nothing(), behind = nothing()] = await mine();
    const operationId = randomUUID();
    const tried = { id: poison.id, attempts: poison.attempts + 1 };
    expect(await operations.retry(poison, operationId)).toMatchObject(tried);
    expect(await operations.retry(poison, operationId)).toMatchObject(tried);
    expect(await operations.skip(poison, 'somebody')).toMatchObject({ id: poison.id });
    expect(await operations.skip(poison, 'somebody else')).toMatchObject({ id: poison.id });
    await eventually(async () => (await mine()).length === 0);
    expect(await operations.find(behind.id)).toBeUndefined();
    await expect(operations.skip(behind, 'somebody')).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await on.coinsOf(id)).coins).toBe(101);
    const { rows } = await on.platform.enginePool.query(
      'SELECT event_id AS id, skipped_by AS by FROM engine.reactor_skipped WHERE reactor = $1',
      [reactor.name],
    );
    expect(rows).toEqual([{ id: poison.eventId, by: 'somebody' }]);
  });

  test('is still skipped when a new owner starts from before it', async () => {
    const { id, only, reactor, mine } = await aParkedPurse(1);
    const [parked = nothing()] = await mine();
    // The first owner died before it moved its checkpoint.
    await on.platform.enginePool.query('UPDATE engine.reactor_checkpoint SET position = $2 WHERE reactor = $1', [
      reactor.name,
      START,
    ]);
    const second = on.obliging(BY_HAND);
    const superuser = new Client({ connectionString: on.platform.database.superuserUrl });
    await superuser.connect();
    await superuser.query('BEGIN; LOCK TABLE engine.reactor_outcome');
    second.reactors.start([reactor]);
    await eventually(() => second.reactors.status()[0]?.state === 'running');
    await operations.skip(parked, 'somebody');
    await superuser.query('COMMIT');
    await superuser.end();
    const { ids } = await on.purses(1, only);
    await on.settled(await on.openingOf(ids[0] ?? ''));
    expect(await mine()).toEqual([]);
    expect((await on.coinsOf(id)).coins).toBe(0);
  });

  test('is not retried when no process runs the reactor, and the answer says so', async () => {
    const { mine } = await aParkedPurse(1);
    const [parked = nothing()] = await mine();
    await expect(operations.retry(parked, randomUUID())).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });
});

test('a refusal is listed until a person has seen it, and cannot be retried', async () => {
  const only = new Set<string>();
  // Introduced here, so it does not answer other tests' events.
  const reactor = welcoming(only, {
    from: 'introduced',
    react: ({ data }) => {
      const { purseId } = data as PurseOpened;
      return only.has(purseId) ? [{ contract: SpendCoins, payload: { purseId, coins: 3 } }] : [];
    },
  });
  await on.introduce([reactor]);
  const [id = ''] = (await on.purses(1, only)).ids;
  const process = on.obliging();
  process.reactors.start([reactor]);
  await on.settled(await on.openingOf(id));
  const [refusal = nothing()] = await parkedOf(reactor);
  expect(refusal).toMatchObject({
    kind: 'refusal',
    projection: reactor.name,
    key: streamName(purse.category, TENANT, id),
    eventType: 'PurseOpened',
    reason: 'refused',
    error: 'test.spend-coins was refused: INSUFFICIENT_STOCK',
  });
  expect(await process.reactors.gauges()).toMatchObject([{ parkedEvents: 0, refused: 1 }]);
  await expect(operations.retry(refusal, randomUUID())).rejects.toMatchObject({ code: 'CONFLICT' });
  await operations.skip(refusal, 'somebody');
  expect(await parkedOf(reactor)).toEqual([]);
  expect(await process.reactors.gauges()).toMatchObject([{ refused: 0 }]);
});

test('parked and refused events are listed in pages, in both directions, and by kind', async () => {
  const all = await operations.parked({ limit: 200 });
  expect(all.length).toBeGreaterThan(0);
  const paged: typeof all = [];
  for (let last = undefined as (typeof all)[number] | undefined; ;) {
    const after = last && { after: { position: last.position as never, id: last.id } };
    const [next] = await operations.parked({ limit: 1, ...after });
    if (!next) break;
    paged.push(next);
    last = next;
  }
  expect(paged).toEqual(all);
  expect(await operations.parked({ limit: 200, descending: true })).toEqual(all.toReversed());
  expect(await operations.parked({ limit: 200, kind: 'refusal' })).toEqual([]);
  expect(await operations.countParked({})).toBe(all.length);
  expect(await operations.countParked({ kind: 'refusal' })).toBe(0);
  const [first] = all;
  const of = all.filter(({ projection }) => projection === first?.projection);
  expect(await operations.countParked({ reactor: first?.projection ?? '', kind: 'reactor' })).toBe(of.length);
});
