import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { DomainError } from '#contracts/errors';
import { describeOnBrokers, type TestBroker } from '#libs/testing/brokers';
import { eventually } from '#libs/testing/eventually';
import { Cook, Restaurant, USERS, kitchenContext, personWith } from './testing/kitchen.fixture';
import { rejectionOf } from './testing/refusal.fixture';
import type { NatsBus } from './nats-bus';

const MANAGER = { token: personWith(['manager']) };
const SOUP = { name: 'soup' };

describeOnBrokers('drain and recovery', (kind) => {
  let broker: TestBroker;
  let restaurant: Restaurant;
  let bus: NatsBus;

  beforeEach(async () => {
    broker = await kind.start(USERS);
    restaurant = new Restaurant(broker.url);
    bus = await restaurant.bus();
  });
  afterEach(async () => {
    await restaurant.close();
    await broker.stop();
  });

  it('loses no reply when a replica stops under load and another takes over', async () => {
    const cookedBy = { leaving: 0, staying: 0 };
    const cook = (name: keyof typeof cookedBy) =>
      restaurant.kitchen((kitchen) => {
        kitchen.handle(Cook, async ({ payload }) => {
          await turn();
          cookedBy[name]++;
          return { answer: payload };
        });
      });
    const leaving = await cook('leaving');
    let stopping: Promise<void> | undefined;
    let staying: Promise<unknown> | undefined;
    const answers: Promise<unknown>[] = [];
    for (let round = 0; round < 100; round++) {
      for (let each = 0; each < 20; each++) answers.push(bus.send(Cook, SOUP, kitchenContext(), MANAGER));
      if (round === 20) staying = cook('staying');
      if (round === 60) {
        await staying;
        stopping = leaving.close();
      }
      await turn();
    }
    const outcomes = await Promise.allSettled(answers);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
    await stopping;
    // Every request was done once, some by each.
    expect(cookedBy.leaving + cookedBy.staying).toBe(2_000);
    expect(Math.min(cookedBy.leaving, cookedBy.staying)).toBeGreaterThan(0);
  });

  it('finishes and answers requests under way before it has stopped, and takes no new ones', async () => {
    let begun = false;
    let finish = (): void => undefined;
    const kitchen = await restaurant.kitchen((transport) => {
      transport.handle(Cook, async ({ payload }) => {
        // A request that comes in while the kitchen begins to close is answered at once.
        if (begun) return { answer: payload };
        begun = true;
        await new Promise<void>((resolve) => (finish = resolve));
        return { answer: payload };
      });
    });
    const underWay = bus.send(Cook, SOUP, kitchenContext(), MANAGER);
    await eventually(() => begun);
    let stopped = false;
    const stopping = kitchen.close().then(() => (stopped = true));
    await eventually(async () => {
      const error = await rejectionOf(bus.send(Cook, SOUP, kitchenContext(), MANAGER));
      return error.details['reason'] === 'nobody';
    });
    expect(stopped).toBe(false);
    finish();
    expect((await underWay).answer).toEqual(SOUP);
    await stopping;
  });

  it('aborts work that does not end in time, and answers for it', async () => {
    const kitchen = await restaurant.kitchen(
      (transport) => {
        transport.handle(Cook, async ({ signal }) => {
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          throw signal.reason as DomainError;
        });
      },
      { drainTimeoutMs: 50 },
    );
    const underWay = rejectionOf(bus.send(Cook, SOUP, kitchenContext(), MANAGER));
    // The kitchen has the request when the broker has answered its flush.
    await restaurant.flush();
    await kitchen.close();
    expect(await underWay).toMatchObject({ code: 'SERVICE_UNAVAILABLE', details: { reason: 'stopping' } });
  });

  it('works again after the broker was killed and came back; requests under way fail as safe to repeat', async () => {
    let hold = true;
    let begun = 0;
    await restaurant.kitchen((kitchen) => {
      kitchen.handle(Cook, async ({ payload }) => {
        begun++;
        await eventually(() => !hold, { timeoutMs: 30_000 });
        return { answer: payload };
      });
    });
    for (let round = 1; round <= 3; round++) {
      hold = true;
      begun = 0;
      const underWay = Array.from({ length: 10 }, () =>
        rejectionOf(bus.send(Cook, SOUP, kitchenContext({ deadline: Date.now() + 60_000 }), MANAGER)),
      );
      await eventually(() => begun === 10);
      await broker.kill9();
      const refusals = await Promise.all(underWay);
      expect(refusals.map(({ code }) => code)).toEqual(refusals.map(() => 'SERVICE_UNAVAILABLE'));
      hold = false;
      expect(await rejectionOf(bus.send(Cook, SOUP, kitchenContext(), MANAGER))).toMatchObject({
        code: 'SERVICE_UNAVAILABLE',
        details: { reason: 'bus' },
      });
      await broker.restart();
      const name = `soup ${round}`;
      const reply = await eventually(() => bus.send(Cook, { name }, kitchenContext(), MANAGER));
      expect(reply.answer).toEqual({ name });
    }
  });

  it('answers every request, correctly or as safe to repeat, while the broker is killed under load', async () => {
    const cooked = new Map<string, number>();
    await restaurant.kitchen((kitchen) => {
      kitchen.handle(Cook, ({ payload }) => {
        cooked.set(payload.name, (cooked.get(payload.name) ?? 0) + 1);
        return Promise.resolve({ answer: payload });
      });
    });
    let repeats = 0;
    const untilCooked = async (name: string) =>
      eventually(
        async () => {
          try {
            return await bus.send(Cook, { name }, kitchenContext({ deadline: Date.now() + 2_000 }), MANAGER);
          } catch (error) {
            expect(error).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
            repeats++;
            throw error;
          }
        },
        { timeoutMs: 30_000 },
      );
    const names = Array.from({ length: 3_000 }, () => randomUUID());
    const guests = Array.from({ length: 16 }, async (_, guest) => {
      for (let at = guest; at < names.length; at += 16) {
        const name = names[at] as string;
        expect((await untilCooked(name)).answer).toEqual({ name });
      }
    });
    for (const part of [300, 900, 1_500]) {
      await eventually(() => cooked.size >= part);
      await broker.kill9();
      await broker.restart();
    }
    await Promise.all(guests);
    expect(cooked.size).toBe(3_000);
    expect(repeats).toBeGreaterThan(0);
  });

  it('stops while the broker is down, and does not reconnect', async () => {
    const kitchen = await restaurant.kitchen((transport) => {
      transport.handle(Cook, ({ payload }) => Promise.resolve({ answer: payload }));
    });
    await broker.kill9();
    await kitchen.close();
    await broker.restart();
    await eventually(() => restaurant.isConnected);
    await restaurant.flush();
    const error = await rejectionOf(bus.send(Cook, SOUP, kitchenContext(), MANAGER));
    expect(error.details).toEqual({ reason: 'nobody' });
  });

  it('gives up on a silent broker at the deadline, and goes on when it speaks again', async () => {
    await restaurant.kitchen((kitchen) => kitchen.handle(Cook, ({ payload }) => Promise.resolve({ answer: payload })));
    await broker.pause();
    try {
      const error = await rejectionOf(bus.send(Cook, SOUP, kitchenContext({ deadline: Date.now() + 200 }), MANAGER));
      expect(error).toMatchObject({ code: 'SERVICE_UNAVAILABLE', details: { reason: 'timeout' } });
    } finally {
      broker.resume();
    }
    expect((await bus.send(Cook, SOUP, kitchenContext(), MANAGER)).answer).toEqual(SOUP);
  });
});
