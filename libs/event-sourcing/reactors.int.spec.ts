import { randomUUID } from 'node:crypto';
import { DomainError } from '#contracts/errors';
import { positionOf, streamName } from '#libs/event-log';
import type { CommandContext } from '#libs/identity';
import { LogReader } from '#libs/projections';
import { eventually } from '#libs/testing';
import { Client } from 'pg';
import { commandIdOf, Reactors, type Reactor, type Recorded, type SendCommand } from '.';
import {
  AddCoins,
  CoinsAdded,
  PurseOpened,
  SpendCoins,
  TENANT,
  aContext,
  add,
  open,
  purse,
  spend,
} from './test-domain.spec';
import { aPostgresPlatform } from './test-platform.spec';

let platform: Awaited<ReturnType<typeof aPostgresPlatform>>;
beforeAll(async () => {
  platform = await aPostgresPlatform();
});
afterAll(() => platform.drop());

const processes = new Set<{ stop(): Promise<void> }>();
afterEach(() => Promise.all([...processes].map((each) => each.stop())));

interface Sent {
  readonly contract: string;
  readonly payload: { readonly purseId: string; readonly coins: number };
  readonly context: CommandContext;
}

/** A process that runs reactors, and carries out itself what they send: as a service would that gets it over the bus. */
function aProcess(
  intercept: (sent: Sent, carryOut: () => ReturnType<SendCommand>) => ReturnType<SendCommand>,
  contendEveryMs = 20,
) {
  const { commands, codec, log, stop } = platform.start();
  const feed = new LogReader(log);
  const sent: Sent[] = [];
  const faults: string[] = [];
  const reactors = new Reactors({
    feed,
    codec,
    pool: platform.database.pool('opsledger_projector'),
    send: (_service, contract, payload, context) => {
      const each = { contract: contract.name, payload: payload as Sent['payload'], context };
      sent.push(each);
      const { purseId, coins } = each.payload;
      const make = contract === AddCoins ? add : spend;
      return intercept(each, () => commands.handle(make(purseId, coins, context)));
    },
    onFault: (what) => faults.push(what),
    contendEveryMs,
    retryMs: { first: 5, longest: 20 },
  });
  const process = {
    reactors,
    sent,
    faults,
    async stop() {
      processes.delete(process);
      await reactors.stop();
      await feed.close();
      await stop();
    },
  };
  processes.add(process);
  return process;
}

const obliging = () => aProcess((_, carryOut) => carryOut());

/** Every purse that is opened gets ten coins. A reactor of its own for each test: they stand from the log's start. */
function welcoming(only: ReadonlySet<string>, of: Partial<Reactor> = {}): Reactor {
  return {
    name: `welcome-${randomUUID()}`,
    service: 'test',
    on: [PurseOpened],
    react: ({ data }) => {
      const { purseId } = data as PurseOpened;
      return only.has(purseId) ? [{ contract: AddCoins, payload: { purseId, coins: 10 } }] : [];
    },
    ...of,
  };
}

async function purses(count: number, only = new Set<string>()) {
  const { commands, stop } = platform.start();
  const ids = Array.from({ length: count }, () => randomUUID());
  // Before they are there: a reactor that runs already answers at once.
  for (const id of ids) only.add(id);
  await Promise.all(ids.map((id) => commands.handle(open(id, id))));
  await stop();
  return { ids, only };
}

async function coinsOf(id: string): Promise<{ coins: number; added: number }> {
  const { commands, log, stop } = platform.start();
  const { state } = await commands.state(purse, TENANT, id);
  let added = 0;
  for await (const { type } of log.readStream(streamName(purse.category, TENANT, id))) {
    if (type === CoinsAdded.type) added++;
  }
  await stop();
  return { coins: state.coins, added };
}

async function openingOf(id: string): Promise<string> {
  const { log, stop } = platform.start();
  let found = '';
  for await (const event of log.readStream(streamName(purse.category, TENANT, id), { limit: 1 })) found = event.id;
  await stop();
  return found;
}

const settled = async (reactors: Reactors | undefined, eventId: string) => {
  const outcome = await reactors?.outcomeOf(eventId, { timeoutMs: 10_000 });
  expect(outcome).toBeDefined();
};

test('each event is answered once, by the service, on behalf of who caused it, in the same organisation', async () => {
  const { ids, only } = await purses(20);
  const process = obliging();
  process.reactors.start([welcoming(only)]);
  for (const id of ids) await settled(process.reactors, await openingOf(id));
  for (const id of ids) expect(await coinsOf(id)).toEqual({ coins: 10, added: 1 });
  const [id = ''] = ids;
  const eventId = await openingOf(id);
  expect(process.sent.find(({ payload }) => payload.purseId === id)?.context).toMatchObject({
    tenantId: TENANT,
    actor: { id: 'service:test', type: 'service', roles: [] },
    onBehalfOf: aContext().actor.id,
    causationId: eventId,
    commandId: commandIdOf(eventId, 'test.add-coins'),
  });
  await process.stop();
});

test('after a restart it continues where it was, and sends nothing twice', async () => {
  const { ids, only } = await purses(5);
  const reactor = welcoming(only);
  const first = obliging();
  first.reactors.start([reactor]);
  for (const id of ids) await settled(first.reactors, await openingOf(id));
  await first.stop();
  const more = await purses(5, only);
  const second = obliging();
  second.reactors.start([reactor]);
  for (const id of more.ids) await settled(second.reactors, await openingOf(id));
  expect(second.sent.map(({ payload }) => payload.purseId).sort()).toEqual([...more.ids].sort());
  await second.stop();
});

test('what was carried out before its owner died is sent again by the next, and not carried out again', async () => {
  const { ids, only } = await purses(3);
  const reactor = welcoming(only);
  const carriedOut: string[] = [];
  let die = () => {};
  const dead = new Promise<never>((_, reject) => {
    die = () => reject(new Error('killed'));
  });
  const dying = aProcess(async ({ payload }, carryOut) => {
    await carryOut();
    carriedOut.push(payload.purseId);
    return dead;
  });
  dying.reactors.start([reactor]);
  await eventually(() => carriedOut.length === 3);
  await killLocks(reactor);
  const heir = obliging();
  heir.reactors.start([reactor]);
  for (const id of ids) await settled(heir.reactors, await openingOf(id));
  expect(heir.sent).toHaveLength(3);
  for (const id of ids) expect(await coinsOf(id)).toEqual({ coins: 10, added: 1 });
  die();
  await Promise.all([dying.stop(), heir.stop()]);
});

/** Cuts the connection that holds a reactor's lock, as when its process had been killed. */
async function killLocks({ name }: Reactor): Promise<void> {
  const superuser = new Client({ connectionString: platform.database.superuserUrl });
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

/** A process that contends once, and does not come back to what it lost. */
const NEVER_AGAIN_MS = 3_600_000;

test('an owner that lost its lock without knowing moves no checkpoint', async () => {
  const { ids, only } = await purses(1);
  const reactor = welcoming(only);
  let answer = () => {};
  const slow = aProcess(
    (_, carryOut) =>
      new Promise((resolve) => {
        answer = () => resolve(carryOut());
      }),
    NEVER_AGAIN_MS,
  );
  slow.reactors.start([reactor]);
  await eventually(() => slow.sent.length === 1);
  await platform.enginePool.query('UPDATE engine.reactor_checkpoint SET fence = fence + 1 WHERE reactor = $1', [
    reactor.name,
  ]);
  const before = await checkpointOf(reactor);
  answer();
  await settled(slow.reactors, await openingOf(ids[0] ?? ''));
  await eventually(() => slow.faults.some((fault) => fault === `reactor ${reactor.name} ended here`));
  expect(await checkpointOf(reactor)).toBe(before);
  await slow.stop();
});

async function checkpointOf({ name }: Reactor): Promise<unknown> {
  const { rows } = await platform.enginePool.query<{ position: string }>(
    'SELECT position FROM engine.reactor_checkpoint WHERE reactor = $1',
    [name],
  );
  return rows[0]?.position;
}

test('one process owns a reactor; when it stops another takes over', async () => {
  const { ids, only } = await purses(2);
  const reactor = welcoming(only);
  const replicas = [obliging(), obliging(), obliging()];
  for (const { reactors } of replicas) reactors.start([reactor]);
  for (const id of ids) await settled(replicas[0]?.reactors, await openingOf(id));
  const owners = () => replicas.filter(({ reactors }) => reactors.status()[0]?.state === 'running');
  expect(owners()).toHaveLength(1);
  const [owner] = owners();
  await owner?.stop();
  const left = replicas.filter((each) => each !== owner);
  await eventually(() => left.some(({ reactors }) => reactors.status()[0]?.state === 'running'));
  const more = await purses(1, only);
  await settled(left[0]?.reactors, await openingOf(more.ids[0] ?? ''));
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
    onRefusal: ({ data }, wanted, { code }) => {
      expect([wanted.contract, code]).toEqual([SpendCoins, 'INSUFFICIENT_STOCK']);
      return [{ contract: AddCoins, payload: { purseId: (data as PurseOpened).purseId, coins: 1 }, name: 'console' }];
    },
  });

  test('is recorded, ends the commands of its event, and is answered with others', async () => {
    const { ids, only } = await purses(1);
    const process = obliging();
    process.reactors.start([spending(only)]);
    const eventId = await openingOf(ids[0] ?? '');
    expect(await process.reactors.outcomeOf(eventId, { name: 'console', timeoutMs: 10_000 })).toMatchObject({
      outcome: 'done',
      code: null,
    });
    expect(await process.reactors.outcomeOf(eventId, { name: 'test.spend-coins', timeoutMs: 0 })).toMatchObject({
      outcome: 'refused',
      code: 'INSUFFICIENT_STOCK',
      tenantId: TENANT,
      position: null,
    });
    expect(await process.reactors.outcomeOf(eventId, { name: 'test.add-coins', timeoutMs: 0 })).toBeUndefined();
    expect(await coinsOf(ids[0] ?? '')).toEqual({ coins: 1, added: 1 });
    await process.stop();
  });

  test('stands after a restart, though the command would be accepted by now', async () => {
    const { ids, only } = await purses(1);
    const [id = ''] = ids;
    const reactor = spending(only);
    const first = aProcess(({ contract }, carryOut) =>
      contract === 'AddCoins' ? Promise.reject(new Error('down')) : carryOut(),
    );
    first.reactors.start([reactor]);
    await eventually(() => first.sent.some(({ contract }) => contract === 'AddCoins'));
    await first.stop();
    const between = platform.start();
    await between.commands.handle(add(id, 50));
    await between.stop();
    const second = obliging();
    second.reactors.start([reactor]);
    await second.reactors.outcomeOf(await openingOf(id), { name: 'console', timeoutMs: 10_000 });
    expect(second.sent.map(({ contract }) => contract)).toEqual(['AddCoins']);
    expect((await coinsOf(id)).coins).toBe(51);
    await second.stop();
  });
});

test('what is out of reach is tried until it is back, and holds up no other reactor', async () => {
  const [stuck, flowing] = [await purses(1), await purses(1)];
  const [stuckId = '', flowingId = ''] = [...stuck.ids, ...flowing.ids];
  let down = true;
  const process = aProcess(({ payload }, carryOut) =>
    down && payload.purseId === stuckId ? Promise.reject(new DomainError('SERVICE_UNAVAILABLE')) : carryOut(),
  );
  process.reactors.start([welcoming(stuck.only), welcoming(flowing.only)]);
  await settled(process.reactors, await openingOf(flowingId));
  await eventually(() => process.sent.filter(({ payload }) => payload.purseId === stuckId).length > 3);
  await eventually(() => process.reactors.status()[0]?.state === 'retrying');
  expect(process.reactors.status()[0]?.trouble).toMatch(/^DomainError: The service cannot answer now/);
  down = false;
  await settled(process.reactors, await openingOf(stuckId));
  expect(await coinsOf(stuckId)).toEqual({ coins: 10, added: 1 });
  await process.stop();
});

test('an outcome is waited for no longer than asked', async () => {
  const process = obliging();
  const start = performance.now();
  expect(await process.reactors.outcomeOf(randomUUID(), { timeoutMs: 100 })).toBeUndefined();
  expect(performance.now() - start).toBeLessThan(1_000);
  await process.stop();
});

test('a reactor that meets another epoch than it left off in stops, and says so', async () => {
  const reactor = welcoming(new Set());
  await platform.enginePool.query('INSERT INTO engine.reactor_checkpoint (reactor, position) VALUES ($1, $2)', [
    reactor.name,
    positionOf(0, 5),
  ]);
  const process = obliging();
  process.reactors.start([reactor]);
  await eventually(() => process.reactors.status()[0]?.state === 'stopped');
  expect(process.reactors.status()[0]?.trouble).toMatch(
    /^EpochChanged: reactor welcome-\S+ stands in epoch 0, the log in 1$/,
  );
  expect(await checkpointOf(reactor)).toBe(positionOf(0, 5));
  await process.stop();
});
