import { randomUUID } from 'node:crypto';
import { CreateLocation } from '#contracts/inventory/create-location';
import { ListLocations } from '#contracts/inventory/list-locations';
import { type Position, positionOf } from '#libs/event-log';
import { identityMigrations } from '#libs/identity';
import type { BusHandler } from '#libs/messaging';
import { brokerAtHand, type TestBroker } from '#libs/testing/brokers';
import { eventually } from '#libs/testing/eventually';
import { type MigratedDatabase, migratedDatabase } from '#libs/testing/migrated-database';
import { describeOnRedis, type TestRedis } from '#libs/testing/redis';
import { type Caller, BUS_USERS, TestGateway } from './gateway.fixture';

describeOnRedis('two gateways with one Redis', (startRedis) => {
  let broker: TestBroker;
  let database: MigratedDatabase;
  let redis: TestRedis;
  let one: TestGateway;
  let other: TestGateway;

  const start = (limits: { rateLimitPerMinute?: number; rateLimitUserPerMinute?: number } = {}) =>
    TestGateway.start(
      broker.url,
      { write: database.pool('opsledger_auth'), read: database.pool('opsledger_reader') },
      { redisUrl: redis.url, trustedProxies: ['127.0.0.1'], ...limits },
    );

  beforeAll(async () => {
    broker = await brokerAtHand().start(BUS_USERS);
    database = await migratedDatabase(identityMigrations);
    redis = await startRedis();
    [one, other] = await Promise.all([start({ rateLimitPerMinute: 3 }), start({ rateLimitPerMinute: 3 })]);
    for (const gateway of [one, other]) await isShared(gateway);
  });
  afterAll(async () => {
    await Promise.all([one.close(), other.close()]);
    await redis.stop();
    await database.drop();
    await broker.stop();
  });

  const says = (gateway: TestGateway, text: string) => gateway.logged.some((line) => line.includes(text));
  const isShared = (gateway: TestGateway) => eventually(() => says(gateway, 'Redis answers'));

  const caller: Caller = { accountId: randomUUID(), organizationId: randomUUID(), roles: ['admin'] };
  let callers = 0;
  /** A caller from a new network. */
  const address = () => `203.0.113.7, 2001:db8:0:${(++callers).toString(16)}::1`;

  const asked = async (gateway: TestGateway, from: string) => {
    const started = performance.now();
    const { status } = await gateway.request('/nowhere', { headers: { 'X-Forwarded-For': from } });
    return { status, milliseconds: performance.now() - started };
  };

  it('count a quota together', async () => {
    const from = address();
    expect((await asked(one, from)).status).toBe(404);
    expect((await asked(other, from)).status).toBe(404);
    expect((await asked(one, from)).status).toBe(404);
    expect((await asked(other, from)).status).toBe(429);
    expect((await asked(other, address())).status).toBe(404);
  });

  it('let a caller read at one gateway the rows written at the other', async () => {
    const position = positionOf(1, 4_711);
    const create = await creates(one, position);
    expect(create.status).toBe(201);
    expect((await listed(other)).waitFor).toBe(position);
    // An older answer that arrives late does not move the position back.
    await creates(one, positionOf(1, 42));
    expect((await listed(other)).waitFor).toBe(position);
  });

  async function creates(gateway: TestGateway, position: ReturnType<typeof positionOf>) {
    const create: BusHandler<CreateLocation> = () =>
      Promise.resolve({ answer: { id: randomUUID(), revision: 0 }, position });
    for (const each of [one, other]) await each.answers(CreateLocation, create);
    return gateway.request('/api/v1/locations', {
      method: 'POST',
      token: gateway.tokenOf(caller),
      json: { code: 'A', name: 'Shelf' },
      headers: { 'X-Forwarded-For': address() },
    });
  }

  async function listed(gateway: TestGateway) {
    let waitFor: Position | undefined;
    const list: BusHandler<ListLocations> = (request) => {
      ({ waitFor } = request);
      return Promise.resolve({ answer: { items: [], nextCursor: null } });
    };
    // The services of both gateways stand in one queue group.
    for (const each of [one, other]) await each.answers(ListLocations, list);
    const headers = { 'X-Forwarded-For': address() };
    const answer = await gateway.request('/api/v1/locations', { token: gateway.tokenOf(caller), headers });
    expect(answer.status).toBe(200);
    return { waitFor };
  }

  it('answer on while Redis is silent or gone, each counting for itself, and share again when it is back', async () => {
    redis.pause();
    const from = address();
    for (let sent = 0; sent < 3; sent++) {
      const { status, milliseconds } = await asked(one, from);
      expect(status).toBe(404);
      expect(milliseconds).toBeLessThan(1_000);
    }
    expect((await asked(one, from)).status).toBe(429);
    expect((await asked(other, from)).status).toBe(404);
    expect(says(one, 'Redis is away')).toBe(true);
    redis.resume();
    await redis.kill9();
    expect((await creates(one, positionOf(1, 5_000))).status).toBe(201);
    expect((await listed(one)).waitFor).toBe(positionOf(1, 5_000));
    expect((await listed(other)).waitFor).toBeUndefined();
    for (const gateway of [one, other]) gateway.logged.length = 0;
    await redis.restart();
    await eventually(
      async () => {
        await Promise.all([asked(one, address()), asked(other, address())]);
        return says(one, 'Redis answers') && says(other, 'Redis answers');
      },
      { timeoutMs: 20_000 },
    );
    await eventually(async () => {
      await creates(one, positionOf(1, 6_000));
      return (await listed(other)).waitFor === positionOf(1, 6_000);
    });
  });

  it('start without Redis, and find it when it comes', async () => {
    await redis.kill9();
    const late = await start();
    expect((await asked(late, address())).status).toBe(404);
    await redis.restart();
    await eventually(() => says(late, 'Redis answers'), { timeoutMs: 20_000 });
    await late.close();
  });
});
