import { Client } from 'pg';
import { DomainError } from '#contracts/errors';
import { positionOf } from '#libs/event-log';
import { eventually } from '#libs/testing/eventually';
import { commandIdOf, type Reactor, type Recorded } from '../index';
import { AddCoins, type PurseOpened, SpendCoins, TENANT, aContext, add } from '../testing/domain.fixture';
import { aReactorPlatform, welcoming } from '../testing/reactors.fixture';

let on: Awaited<ReturnType<typeof aReactorPlatform>>;
beforeAll(async () => {
  on = await aReactorPlatform();
});
afterEach(() => on.stopAll());
afterAll(() => on.platform.drop());

test('each event is answered once, by the service, on behalf of its actor, in the same organisation', async () => {
  const { ids, only } = await on.purses(20);
  const process = on.obliging();
  process.reactors.start([welcoming(only)]);
  for (const id of ids) await on.settled(await on.openingOf(id));
  for (const id of ids) expect(await on.coinsOf(id)).toEqual({ coins: 10, added: 1 });
  const [id = ''] = ids;
  const eventId = await on.openingOf(id);
  expect(process.sent.find(({ payload }) => payload.purseId === id)?.context).toMatchObject({
    tenantId: TENANT,
    actor: { id: 'service:test', type: 'service', roles: [] },
    onBehalfOf: aContext().actor.id,
    causationId: eventId,
    commandId: commandIdOf(eventId, 'test.add-coins'),
  });
  await process.stop();
});

test('after a restart it continues from its checkpoint, and sends nothing twice', async () => {
  const { ids, only } = await on.purses(5);
  const reactor = welcoming(only);
  const first = on.obliging();
  first.reactors.start([reactor]);
  for (const id of ids) await on.settled(await on.openingOf(id));
  await first.stop();
  const more = await on.purses(5, only);
  const second = on.obliging();
  second.reactors.start([reactor]);
  for (const id of more.ids) await on.settled(await on.openingOf(id));
  expect(second.sent.map(({ payload }) => payload.purseId).sort()).toEqual([...more.ids].sort());
  await second.stop();
});

test('a command carried out before its owner died is sent again by the next, and not carried out again', async () => {
  const { ids, only } = await on.purses(3);
  const reactor = welcoming(only);
  const carriedOut: string[] = [];
  let die = () => {};
  const dead = new Promise<never>((_, reject) => {
    die = () => reject(new Error('killed'));
  });
  const dying = on.aProcess(async ({ payload }, carryOut) => {
    await carryOut();
    carriedOut.push(payload.purseId);
    return dead;
  });
  dying.reactors.start([reactor]);
  await eventually(() => carriedOut.length === 3);
  await killLocks(reactor);
  const heir = on.obliging();
  heir.reactors.start([reactor]);
  for (const id of ids) await on.settled(await on.openingOf(id));
  expect(heir.sent).toHaveLength(3);
  for (const id of ids) expect(await on.coinsOf(id)).toEqual({ coins: 10, added: 1 });
  die();
  await Promise.all([dying.stop(), heir.stop()]);
});

test.each([
  ['lies beyond the head of the log', `position = '0001-0999999999999999999'`],
  ['was at another event than the log has there', 'event_id = gen_random_uuid()'],
])('a reactor whose checkpoint %s stops, and says why', async (_, change) => {
  const { ids, only } = await on.purses(1);
  const reactor = welcoming(only);
  const first = on.obliging();
  first.reactors.start([reactor]);
  await on.settled(await on.openingOf(ids[0] ?? ''));
  await first.stop();
  const { rowCount } = await on.platform.enginePool.query(
    `UPDATE engine.reactor_checkpoint SET ${change} WHERE reactor = $1 AND event_id IS NOT NULL`,
    [reactor.name],
  );
  expect(rowCount).toBe(1);
  const second = on.obliging();
  second.reactors.start([reactor]);
  await eventually(() =>
    expect(second.reactors.status()).toMatchObject([
      { state: 'stopped', trouble: expect.stringMatching(/^LogBehind: the log is behind the database/) as string },
    ]),
  );
  expect(second.reactors.behind()).toEqual([reactor.name]);
  await on.purses(1, only);
  expect(second.sent).toEqual([]);
  await second.stop();
});

/** Cuts the connection that holds a reactor's lock, as if its process had been killed. */
async function killLocks({ name }: Reactor): Promise<void> {
  const superuser = new Client({ connectionString: on.platform.database.superuserUrl });
  await superuser.connect();
  await superuser.query(
    `SELECT pg_terminate_backend(l.pid)
       FROM pg_locks AS l, (SELECT hashtextextended('opsledger reactor ' || $1, 0) AS key) AS k
      WHERE l.locktype = 'advisory'
        AND ((l.classid::bigint << 32) | l.objid::bigint) = k.key`,
    [name],
  );
  await superuser.end();
}

/** A process that contends once, and not again for a reactor it lost. */
const NEVER_AGAIN_MS = 3_600_000;

test('an owner that lost its lock without knowing moves no checkpoint', async () => {
  const { ids, only } = await on.purses(1);
  const reactor = welcoming(only);
  let answer = () => {};
  const slow = on.aProcess(
    (_, carryOut) =>
      new Promise((resolve) => {
        answer = () => resolve(carryOut());
      }),
    { contendEveryMs: NEVER_AGAIN_MS },
  );
  slow.reactors.start([reactor]);
  await eventually(() => slow.sent.length === 1);
  await on.platform.enginePool.query('UPDATE engine.reactor_checkpoint SET fence = fence + 1 WHERE reactor = $1', [
    reactor.name,
  ]);
  // The next owner waits for the lock: without it this process would be the next one itself, and rightly move on.
  const next = new Client({ connectionString: on.platform.database.superuserUrl });
  await next.connect();
  const taken = next.query(`SELECT pg_advisory_lock(hashtextextended('opsledger reactor ' || $1, 0))`, [reactor.name]);
  const before = await checkpointOf(reactor);
  answer();
  await on.settled(await on.openingOf(ids[0] ?? ''));
  await eventually(() => slow.faults.some((fault) => fault === `reactor ${reactor.name} ended here`));
  await taken;
  expect(await checkpointOf(reactor)).toBe(before);
  await slow.stop();
  await next.end();
});

/** A reactor that has answered what there is, and a way to append events that are not its own. */
async function idling() {
  const { ids, only } = await on.purses(1);
  const reactor = welcoming(only);
  const process = on.obliging();
  process.reactors.start([reactor]);
  const [id = ''] = ids;
  await on.settled(await on.openingOf(id));
  const others = on.platform.start();
  const addCoins = () => others.commands.handle(add(id, 5));
  const stop = () => Promise.all([process.stop(), others.stop()]);
  return { reactor, process, addCoins, stop, head: () => others.log.head() };
}

async function fenceOf({ name }: Reactor): Promise<number | undefined> {
  const { rows } = await on.platform.enginePool.query<{ fence: number }>(
    'SELECT fence::int AS fence FROM engine.reactor_checkpoint WHERE reactor = $1',
    [name],
  );
  return rows[0]?.fence;
}

test('an idle owner whose checkpoint cannot be stored keeps its reactor, and stores it later', async () => {
  const { reactor, process, addCoins, stop, head } = await idling();
  await eventually(async () => expect(await checkpointOf(reactor)).toBe(await head()));
  const superuser = new Client({ connectionString: on.platform.database.superuserUrl });
  await superuser.connect();
  try {
    await superuser.query(
      `CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''not now''; END';
       CREATE TRIGGER refuse BEFORE UPDATE ON engine.reactor_checkpoint FOR EACH ROW
         WHEN (NEW.reactor = '${reactor.name}') EXECUTE FUNCTION public.refuse()`,
    );
    await addCoins();
    await eventually(() => process.faults.length > 1);
    expect(new Set(process.faults)).toEqual(new Set(['the checkpoints of idle reactors were not stored']));
    expect(process.reactors.status()).toMatchObject([{ state: 'running' }]);
  } finally {
    await superuser.query('DROP FUNCTION public.refuse CASCADE');
    await superuser.end();
  }
  await eventually(async () => expect(await checkpointOf(reactor)).toBe(await head()));
  expect(await fenceOf(reactor)).toBe(1);
  await stop();
});

test('an idle owner that lost its lock without knowing ends, and takes the reactor up anew when nobody has it', async () => {
  const { reactor, process, addCoins, stop, head } = await idling();
  await on.platform.enginePool.query('UPDATE engine.reactor_checkpoint SET fence = fence + 1 WHERE reactor = $1', [
    reactor.name,
  ]);
  await addCoins();
  await eventually(() => process.faults.includes(`reactor ${reactor.name} ended here`));
  await eventually(async () => expect(await checkpointOf(reactor)).toBe(await head()));
  expect(await fenceOf(reactor)).toBe(3);
  expect(process.reactors.status()).toMatchObject([{ state: 'running' }]);
  await stop();
});

async function checkpointOf({ name }: Reactor): Promise<unknown> {
  const { rows } = await on.platform.enginePool.query<{ position: string }>(
    'SELECT position FROM engine.reactor_checkpoint WHERE reactor = $1',
    [name],
  );
  return rows[0]?.position;
}

test('one process owns a reactor; when it stops another takes over', async () => {
  const { ids, only } = await on.purses(2);
  const reactor = welcoming(only);
  const replicas = [on.obliging(), on.obliging(), on.obliging()];
  for (const { reactors } of replicas) reactors.start([reactor]);
  for (const id of ids) await on.settled(await on.openingOf(id));
  const owners = () => replicas.filter(({ reactors }) => reactors.status()[0]?.state === 'running');
  expect(owners()).toHaveLength(1);
  const [owner] = owners();
  await owner?.stop();
  const left = replicas.filter((each) => each !== owner);
  await eventually(() => left.some(({ reactors }) => reactors.status()[0]?.state === 'running'));
  const more = await on.purses(1, only);
  await on.settled(await on.openingOf(more.ids[0] ?? ''));
  expect(replicas.flatMap(({ sent }) => sent)).toHaveLength(3);
  await Promise.all(left.map((each) => each.stop()));
});

describe('a refusal', () => {
  const spending = (only: ReadonlySet<string>): Reactor => ({
    ...welcoming(only),
    react: ({ data }: Recorded) => {
      const { purseId } = data as PurseOpened;
      if (!only.has(purseId)) return [];
      return [
        { contract: SpendCoins, payload: { purseId, coins: 3 } },
        { contract: AddCoins, payload: { purseId, coins: 100 } },
      ];
    },
    onRefusal: ({ data }, { wanted, code }) => {
      expect([wanted.contract, code]).toEqual([SpendCoins, 'INSUFFICIENT_STOCK']);
      return [{ contract: AddCoins, payload: { purseId: (data as PurseOpened).purseId, coins: 1 }, name: 'console' }];
    },
  });

  test('is recorded, ends the commands of its event, and is answered with others', async () => {
    const { ids, only } = await on.purses(1);
    const process = on.obliging();
    process.reactors.start([spending(only)]);
    const eventId = await on.openingOf(ids[0] ?? '');
    expect(await on.settled(eventId, 'console')).toMatchObject({
      outcome: 'done',
      code: null,
    });
    expect(await on.outcomeOf(eventId, 'test.spend-coins')).toMatchObject({
      outcome: 'refused',
      code: 'INSUFFICIENT_STOCK',
      tenantId: TENANT,
      position: null,
    });
    expect(await on.outcomeOf(eventId, 'test.add-coins')).toBeUndefined();
    expect(await on.coinsOf(ids[0] ?? '')).toEqual({ coins: 1, added: 1 });
    await process.stop();
  });

  test('stays after a restart, though the command would be accepted by now', async () => {
    const { ids, only } = await on.purses(1);
    const [id = ''] = ids;
    const reactor = spending(only);
    const first = on.aProcess(({ contract }, carryOut) =>
      contract === 'AddCoins' ? Promise.reject(new DomainError('SERVICE_UNAVAILABLE')) : carryOut(),
    );
    first.reactors.start([reactor]);
    await eventually(() => first.sent.some(({ contract }) => contract === 'AddCoins'));
    await first.stop();
    const between = on.platform.start();
    await between.commands.handle(add(id, 50));
    await between.stop();
    const second = on.obliging();
    second.reactors.start([reactor]);
    await on.settled(await on.openingOf(id), 'console');
    expect(second.sent.map(({ contract }) => contract)).toEqual(['AddCoins']);
    expect((await on.coinsOf(id)).coins).toBe(51);
    await second.stop();
  });
});

test('a command is tried until its service is in reach, and holds up no other reactor', async () => {
  const [stuck, flowing] = [await on.purses(1), await on.purses(1)];
  const [stuckId = '', flowingId = ''] = [...stuck.ids, ...flowing.ids];
  let down = true;
  const process = on.aProcess(({ payload }, carryOut) =>
    down && payload.purseId === stuckId ? Promise.reject(new DomainError('SERVICE_UNAVAILABLE')) : carryOut(),
  );
  process.reactors.start([welcoming(stuck.only), welcoming(flowing.only)]);
  await on.settled(await on.openingOf(flowingId));
  await eventually(() => process.sent.filter(({ payload }) => payload.purseId === stuckId).length > 3);
  await eventually(() => process.reactors.status()[0]?.state === 'retrying');
  expect(process.reactors.status()[0]?.trouble).toMatch(/^DomainError: The service cannot answer now/);
  down = false;
  await on.settled(await on.openingOf(stuckId));
  expect(await on.coinsOf(stuckId)).toEqual({ coins: 10, added: 1 });
  await process.stop();
});

test("a reactor that finds another epoch than its checkpoint's stops, and says so", async () => {
  const reactor = welcoming(new Set());
  await on.platform.enginePool.query('INSERT INTO engine.reactor_checkpoint (reactor, position) VALUES ($1, $2)', [
    reactor.name,
    positionOf(0, 5),
  ]);
  const process = on.obliging();
  process.reactors.start([reactor]);
  await eventually(() => process.reactors.status()[0]?.state === 'stopped');
  expect(process.reactors.status()[0]?.trouble).toMatch(
    /^EpochChanged: the checkpoint of reactor welcome-\S+ is in epoch 0, the log in 1$/,
  );
  expect(await checkpointOf(reactor)).toBe(positionOf(0, 5));
  await process.stop();
});
