import { randomUUID } from 'node:crypto';
import { DomainError } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import { positionOf } from '#libs/event-log';
import type { CommandContext, RequestContext } from '#libs/identity';
import { describeOnBrokers, type TestBroker } from '#libs/testing/brokers';
import type { BusRequest } from './bus-request';
import {
  ACCOUNT,
  Cook,
  Inspect,
  KITCHEN_ORGANIZATION,
  Restaurant,
  SESSION,
  Taste,
  USERS,
  kitchenContext,
  personWith,
  serviceToken,
} from './testing/kitchen.fixture';
import type { NatsBus } from './nats-bus';
import { rejectionOf } from './testing/refusal.fixture';

const DISH = randomUUID();
const MANAGER = { token: personWith(['manager']) };
const SOUP = { name: 'soup' };

describeOnBrokers('request and reply', (kind) => {
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

  describe('an answer', () => {
    it("carries the handler's answer, position and entity tag", async () => {
      const position = positionOf(1, 42);
      await restaurant.kitchen((kitchen) => {
        kitchen.handle(Cook, () => Promise.resolve({ answer: { id: DISH }, position, etag: '"42"' }));
      });
      expect(await bus.send(Cook, SOUP, kitchenContext(), MANAGER)).toEqual({
        answer: { id: DISH },
        position,
        etag: '"42"',
      });
    });

    it('shows when it is stale, and the handler gets the awaited position', async () => {
      const waitFor = positionOf(1, 7);
      const asked: unknown[] = [];
      await restaurant.kitchen((kitchen) => {
        kitchen.handle(Taste, (request: BusRequest<Taste, RequestContext>) => {
          asked.push(request.waitFor);
          return Promise.resolve({ answer: {}, stale: true });
        });
      });
      const reply = await bus.send(Taste, { id: DISH }, kitchenContext(), MANAGER, { waitFor });
      expect(reply).toEqual({ answer: {}, stale: true });
      expect(asked).toEqual([waitFor]);
    });

    it('can hold every character that JSON can', async () => {
      await restaurant.kitchen((kitchen) => {
        kitchen.handle(Cook, ({ payload }) => Promise.resolve({ answer: payload }));
      });
      const name = '味噌汁 – „Süppchen“ 🍜 \u2028\u0600';
      expect((await bus.send(Cook, { name }, kitchenContext(), MANAGER)).answer).toEqual({ name });
    });

    it('comes from one replica of a queue group, and each has its share', async () => {
      const cooked = { first: 0, second: 0 };
      for (const cook of ['first', 'second'] as const) {
        await restaurant.kitchen((kitchen) => {
          kitchen.handle(Cook, () => {
            cooked[cook]++;
            return Promise.resolve({ answer: { id: DISH } });
          });
        });
      }
      await Promise.all(Array.from({ length: 200 }, () => bus.send(Cook, SOUP, kitchenContext(), MANAGER)));
      expect(cooked.first + cooked.second).toBe(200);
      // Fifty-fifty at random: fewer than 50 of 200 would happen once in 10^13 runs.
      expect(Math.min(cooked.first, cooked.second)).toBeGreaterThan(50);
    });
  });

  describe('the context of a request', () => {
    async function contextGiven<Context extends RequestContext>(sent: CommandContext, token: string): Promise<Context> {
      let given: Context | undefined;
      await restaurant.kitchen((kitchen) => {
        kitchen.handle(Cook, ({ context }: BusRequest<Cook, Context>) => {
          given = context;
          return Promise.resolve({ answer: { id: DISH } });
        });
      });
      const sender = token === MANAGER.token ? bus : await restaurant.bus('waiter');
      await sender.send(Cook, SOUP, sent, { token });
      return given as Context;
    }

    it('has tenant, actor and session from the token, whatever the headers say, and the rest from the headers', async () => {
      const sent = kitchenContext({
        traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
        ip: '2001:db8::1',
        userAgent: 'Küchenbrowser/1.0 (测试)',
        ifMatch: '"7"',
        sessionId: 'forged',
        onBehalfOf: 'forged',
      });
      expect(await contextGiven(sent, MANAGER.token)).toEqual({
        tenantId: KITCHEN_ORGANIZATION,
        actor: { id: ACCOUNT, accountId: ACCOUNT, type: 'user', roles: ['manager'] },
        sessionId: SESSION,
        requestId: sent.requestId,
        correlationId: sent.correlationId,
        causationId: sent.causationId,
        commandId: sent.commandId,
        now: sent.now,
        traceparent: sent.traceparent,
        ip: sent.ip,
        userAgent: sent.userAgent,
        ifMatch: sent.ifMatch,
        deadline: sent.deadline,
      });
    });

    it("has the service as the actor, on behalf of the cause's actor, when a service asks", async () => {
      const given = await contextGiven(kitchenContext(), serviceToken('waiter', 'kitchen.cook'));
      expect(given).toMatchObject({
        tenantId: KITCHEN_ORGANIZATION,
        actor: { id: 'service:waiter', type: 'service', roles: [] },
        onBehalfOf: ACCOUNT,
      });
    });

    it('has the platform as its tenant for a session without an organisation', async () => {
      let tenant: string | undefined;
      await restaurant.kitchen((kitchen) => {
        kitchen.handle(Inspect, ({ context }) => {
          tenant = context.tenantId;
          return Promise.resolve({ answer: {} });
        });
      });
      await bus.send(Inspect, {}, kitchenContext(), { token: personWith([], ['super_admin']) });
      expect(tenant).toBe(PLATFORM);
    });
  });

  describe('a refusal', () => {
    it('is thrown to the caller as the DomainError it was', async () => {
      const details = { missing: '3.000', item: null };
      const fields = [{ pointer: '/name', code: 'TAKEN', message: 'is taken' }];
      await restaurant.kitchen((kitchen) => {
        kitchen.handle(Cook, () => Promise.reject(new DomainError('INSUFFICIENT_STOCK', 'Buy milk', details, fields)));
      });
      expect(await rejectionOf(bus.send(Cook, SOUP, kitchenContext(), MANAGER))).toMatchObject({
        code: 'INSUFFICIENT_STOCK',
        kind: 'rule',
        message: 'Buy milk',
        details,
        fields,
      });
    });

    it("for any other error is INTERNAL with the trace, without the error's text", async () => {
      const logged: unknown[] = [];
      const logger = { error: (entry: unknown) => logged.push(entry) };
      await restaurant.kitchen(
        (kitchen) => kitchen.handle(Cook, () => Promise.reject(new Error('relation "secret_recipes" does not exist'))),
        { logger },
      );
      const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
      const error = await rejectionOf(bus.send(Cook, SOUP, kitchenContext({ traceparent }), MANAGER));
      expect(error).toMatchObject({
        code: 'INTERNAL',
        message: 'Something went wrong here',
        details: { traceId: '4bf92f3577b34da6a3ce929d0e0e4736' },
        fields: [],
      });
      expect(logged).toEqual([
        expect.objectContaining({ subject: 'kitchen.cook', traceId: '4bf92f3577b34da6a3ce929d0e0e4736' }),
      ]);
    });

    it('lists every fault of a payload, before the handler sees it', async () => {
      let called = false;
      await restaurant.kitchen((kitchen) => {
        kitchen.handle(Cook, () => {
          called = true;
          return Promise.resolve({ answer: {} });
        });
      });
      const payload = { name: '', salt: 1 } as never as Cook;
      const error = await rejectionOf(bus.send(Cook, payload, kitchenContext(), MANAGER));
      expect(error.code).toBe('VALIDATION_FAILED');
      expect(error.fields.map(({ pointer }) => pointer).toSorted()).toEqual(['/name', '/salt']);
      expect(called).toBe(false);
    });

    it('names a body that is not JSON, and a header that no sender of ours writes', async () => {
      await restaurant.kitchen((kitchen) => kitchen.handle(Cook, () => Promise.resolve({ answer: {} })));
      const connection = await restaurant.connect('gateway');
      const { headers } = await import('@nats-io/transport-node');
      const ask = async (body: string, header: string, value: string) => {
        const written = headers();
        written.append('Authorization', MANAGER.token);
        written.append(header, value);
        const message = await connection.request('kitchen.cook', Buffer.from(body), written, Date.now() + 5_000);
        return message.json<{ error?: { code: string } }>().error?.code;
      };
      expect(await ask('{"name":', 'A', 'b')).toBe('VALIDATION_FAILED');
      expect(await ask('', 'A', 'b')).toBe('VALIDATION_FAILED');
      expect(await ask('{"name":"soup"}', 'OpsLedger-Deadline', 'soon')).toBe('VALIDATION_FAILED');
      expect(await ask('{"name":"soup"}', 'OpsLedger-Context', '{"commandId":"DROP TABLE"}')).toBe('VALIDATION_FAILED');
      expect(await ask('{"name":"soup"}', 'OpsLedger-Context', 'no JSON')).toBe('VALIDATION_FAILED');
      expect(await ask('{"name":"soup"}', 'OpsLedger-Position', '7')).toBe('VALIDATION_FAILED');
      expect(await ask('{"name":"soup"}', 'traceparent', 'nonsense is left')).toBeUndefined();
    });

    it.each([-6_000, 6_000, 3_600_000])('refuses a time that is %i ms from its own, and does nothing', async (off) => {
      let called = 0;
      await restaurant.kitchen((kitchen) => {
        kitchen.handle(Cook, () => {
          called++;
          return Promise.resolve({ answer: {} });
        });
      });
      const at = (ms: number) => ({ ...kitchenContext(), now: new Date(Date.now() + ms).toISOString() });
      const error = await rejectionOf(bus.send(Cook, { name: 'soup' }, at(off), MANAGER));
      expect(error).toMatchObject({ code: 'SERVICE_UNAVAILABLE', details: { reason: 'clock' } });
      expect(called).toBe(0);
      await bus.send(Cook, { name: 'soup' }, at(Math.sign(off) * 3_000), MANAGER);
      expect(called).toBe(1);
    });
  });
});
