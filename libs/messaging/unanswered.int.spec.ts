import type { Msg } from '@nats-io/transport-node';
import { describeOnBrokers, type TestBroker } from '#libs/testing/brokers';
import { eventually } from '#libs/testing/eventually';
import {
  Burn,
  Cook,
  Dig,
  Restaurant,
  USERS,
  kitchenContext,
  personWith,
  serviceToken,
} from './testing/kitchen.fixture';
import type { NatsBus } from './nats-bus';
import type { ServiceTransport } from './service-transport';
import { rejectionOf } from './testing/refusal.fixture';

const MANAGER = { token: personWith(['manager']) };
const SOUP = { name: 'soup' };

describeOnBrokers('a request that cannot be answered', (kind) => {
  let broker: TestBroker;
  let restaurant: Restaurant;
  let bus: NatsBus;

  beforeAll(async () => {
    broker = await kind.start(USERS);
  });
  afterAll(() => broker.stop());
  beforeEach(async () => {
    restaurant = new Restaurant(broker.url);
    bus = await restaurant.bus();
  });
  afterEach(() => restaurant.close());

  it('is SERVICE_UNAVAILABLE at once when nobody listens', async () => {
    const startedAt = performance.now();
    const error = await rejectionOf(bus.send(Burn, {}, kitchenContext({ deadline: Date.now() + 60_000 }), MANAGER));
    expect(error).toMatchObject({ code: 'SERVICE_UNAVAILABLE', details: { reason: 'nobody' } });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    const waiter = await restaurant.bus('waiter');
    const token = serviceToken('waiter', 'cellar.dig');
    expect(await rejectionOf(waiter.send(Dig, {}, kitchenContext(), { token }))).toMatchObject({
      details: { reason: 'nobody' },
    });
  });

  describe('by the replica that has it', () => {
    /** A replica that hangs: the broker gives it requests, and nothing comes back. Resolves to the requests it has. */
    async function hungReplica() {
      const connection = await restaurant.connect('kitchen');
      const has: string[] = [];
      const callback = (_: Error | null, { reply }: Msg) => void has.push(reply ?? '');
      connection.nats.subscribe('kitchen.cook', { queue: 'kitchen', callback });
      await connection.flush();
      return { has, end: () => connection.close() };
    }

    it('is answered by another one, and done once', async () => {
      const hung = await hungReplica();
      const done: string[] = [];
      const cook = (kitchen: ServiceTransport) =>
        kitchen.handle(Cook, ({ payload, context }) => {
          done.push(context.commandId);
          return Promise.resolve({ answer: payload.name });
        });
      await restaurant.kitchen(cook);
      const startedAt = performance.now();
      const contexts = Array.from({ length: 20 }, () => kitchenContext({ deadline: Date.now() + 60_000 }));
      const answers = await Promise.all(contexts.map((context) => bus.send(Cook, SOUP, context, MANAGER)));
      expect(performance.now() - startedAt).toBeLessThan(3_000);
      expect(answers).toEqual(contexts.map(() => ({ answer: 'soup' })));
      expect(hung.has.length).toBeGreaterThan(0);
      expect(done.toSorted()).toEqual(contexts.map(({ commandId }) => commandId).toSorted());
    });

    it('is left to that one for as long as it says that it works on it', async () => {
      let started = 0;
      let finish = (): void => undefined;
      const gate = new Promise<void>((resolve) => (finish = resolve));
      const cook = (kitchen: ServiceTransport) =>
        kitchen.handle(Cook, async () => {
          started++;
          await gate;
          return { answer: {} };
        });
      await restaurant.kitchen(cook);
      await restaurant.kitchen(cook);
      let inquiries = 0;
      const listener = await restaurant.connect('kitchen');
      listener.nats.subscribe('kitchen.inquiries', { callback: () => void inquiries++ });
      await listener.flush();
      const answer = bus.send(Cook, SOUP, kitchenContext(), MANAGER);
      await eventually(() => inquiries === 2);
      finish();
      await answer;
      expect(started).toBe(1);
    });

    it('is SERVICE_UNAVAILABLE soon when that one is gone, and there is no other', async () => {
      const hung = await hungReplica();
      const context = kitchenContext({ deadline: Date.now() + 60_000 });
      const refusal = rejectionOf(bus.send(Cook, SOUP, context, MANAGER));
      await eventually(() => hung.has.length === 1);
      await hung.end();
      expect(await refusal).toMatchObject({ code: 'SERVICE_UNAVAILABLE', details: { reason: 'nobody' } });
      expect(Date.now()).toBeLessThan(context.deadline - 50_000);
    });
  });

  it("is SERVICE_UNAVAILABLE at the deadline, and the handler's signal is aborted", async () => {
    let reason: unknown;
    await restaurant.kitchen((kitchen) => {
      kitchen.handle(Cook, async ({ signal }) => {
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        reason = signal.reason;
        signal.throwIfAborted();
        return { answer: {} };
      });
    });
    // Late enough that the handler has begun by then, on a busy machine as well.
    const deadline = Date.now() + 2_000;
    const error = await rejectionOf(bus.send(Cook, SOUP, kitchenContext({ deadline }), MANAGER));
    expect(error).toMatchObject({ code: 'SERVICE_UNAVAILABLE', kind: 'unavailable' });
    // Timers round: by the clock one may be a millisecond early.
    expect(Date.now() + 1).toBeGreaterThanOrEqual(deadline);
    // The handler's clock may be the later one.
    await restaurant.close();
    expect(reason).toMatchObject({ code: 'SERVICE_UNAVAILABLE', details: { reason: 'deadline' } });
  });

  it('is not sent when the deadline has passed', async () => {
    let called = false;
    await restaurant.kitchen((kitchen) => {
      kitchen.handle(Cook, () => {
        called = true;
        return Promise.resolve({ answer: {} });
      });
    });
    const error = await rejectionOf(bus.send(Cook, SOUP, kitchenContext({ deadline: Date.now() }), MANAGER));
    expect(error).toMatchObject({ code: 'SERVICE_UNAVAILABLE', details: { reason: 'deadline' } });
    expect(called).toBe(false);
  });

  it('is not started when its turn comes after its deadline', async () => {
    const started: string[] = [];
    let finishFirst = (): void => undefined;
    const kitchen = await restaurant.kitchen(
      (transport) => {
        transport.handle(Cook, async ({ payload }) => {
          started.push(payload.name);
          await new Promise<void>((resolve) => (finishFirst = resolve));
          return { answer: {} };
        });
      },
      { concurrency: 1 },
    );
    const first = bus.send(Cook, { name: 'first' }, kitchenContext(), MANAGER);
    const late = bus.send(Cook, { name: 'late' }, kitchenContext({ deadline: Date.now() + 200 }), MANAGER);
    expect(await rejectionOf(late)).toMatchObject({ details: { reason: 'timeout' } });
    finishFirst();
    await first;
    await kitchen.close();
    expect(started).toEqual(['first']);
  });

  it('is refused at once when too many requests wait already', async () => {
    let finish = (): void => undefined;
    const gate = new Promise<void>((resolve) => (finish = resolve));
    await restaurant.kitchen(
      (transport) => {
        transport.handle(Cook, async () => {
          await gate;
          return { answer: {} };
        });
      },
      { concurrency: 1, backlog: 1 },
    );
    const sent = Array.from({ length: 5 }, () => bus.send(Cook, SOUP, kitchenContext(), MANAGER));
    const refused: unknown[] = [];
    for (const each of sent) each.catch((error: unknown) => refused.push(error));
    // All five have arrived by then: one is worked on, one waits.
    await eventually(() => refused.length === 3);
    finish();
    const overloaded = { code: 'SERVICE_UNAVAILABLE', details: { reason: 'overloaded' } };
    expect(refused).toMatchObject([overloaded, overloaded, overloaded]);
    const outcomes = await Promise.allSettled(sent);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  });

  it('is refused by name when the request or the answer is too large', async () => {
    await restaurant.kitchen((kitchen) => {
      kitchen.handle(Cook, ({ payload }) => Promise.resolve({ answer: payload.name.repeat(2) }));
    });
    const tooLarge = await rejectionOf(bus.send(Cook, { name: 'x'.repeat(1_100_000) }, kitchenContext(), MANAGER));
    expect(tooLarge).toMatchObject({ code: 'PAYLOAD_TOO_LARGE', kind: 'too_large' });
    const fitting = { name: 'x'.repeat(500_000) };
    expect(await bus.send(Cook, fitting, kitchenContext(), MANAGER)).toEqual({ answer: 'x'.repeat(1_000_000) });
    const answer = await rejectionOf(bus.send(Cook, { name: 'x'.repeat(600_000) }, kitchenContext(), MANAGER));
    expect(answer).toMatchObject({ code: 'PAYLOAD_TOO_LARGE', details: { bytes: 1_200_013, limit: 1_048_576 } });
  });
});
