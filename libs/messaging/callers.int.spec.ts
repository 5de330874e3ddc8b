import { randomUUID } from 'node:crypto';
import { Controller, type INestMicroservice } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { DomainError } from '#contracts/errors';
import { describeOnBrokers, type TestBroker } from '#libs/testing/brokers';
import type { BusRequest } from './bus-request';
import {
  ACCOUNT,
  Burn,
  Cook,
  Dig,
  Inspect,
  Knock,
  Restaurant,
  Taste,
  USERS,
  kitchenContext,
  personWith,
  serviceToken,
  verify,
} from './testing/kitchen.fixture';
import type { NatsBus } from './nats-bus';
import { OnBus } from './on-bus';
import { rejectionOf } from './testing/refusal.fixture';
import { ServiceTransport } from './service-transport';

const DISH = randomUUID();
const MANAGER = { token: personWith(['manager']) };
const SOUP = { name: 'soup' };

describeOnBrokers('callers', (kind) => {
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

  describe('who may ask', () => {
    beforeEach(async () => {
      await restaurant.kitchen((kitchen) => {
        for (const contract of [Cook, Taste, Knock, Inspect]) {
          kitchen.handle<object, unknown>(contract, () => Promise.resolve({ answer: 'done' }));
        }
      });
    });

    it('is refused without a valid token', async () => {
      const expired = personWith(['manager'], [], Date.now() - 3_600_000);
      for (const token of ['', 'nonsense', expired, `${MANAGER.token}x`]) {
        expect(await rejectionOf(bus.send(Cook, SOUP, kitchenContext(), { token }))).toMatchObject({
          code: 'UNAUTHENTICATED',
        });
      }
    });

    it('is refused without the permission, before the payload is looked at', async () => {
      const viewer = { token: personWith(['viewer']) };
      const error = await rejectionOf(bus.send(Cook, {} as Cook, kitchenContext(), viewer));
      expect(error.code).toBe('FORBIDDEN');
      expect((await bus.send(Taste, { id: DISH }, kitchenContext(), viewer)).answer).toBe('done');
    });

    it("is refused without an organisation, for an organisation's contract", async () => {
      const token = personWith([], ['super_admin']);
      expect(await rejectionOf(bus.send(Cook, SOUP, kitchenContext(), { token }))).toMatchObject({
        code: 'ORGANIZATION_REQUIRED',
      });
    });

    it('may be a service that the contract names, with a token for this one subject', async () => {
      const waiter = await restaurant.bus('waiter');
      const right = serviceToken('waiter', 'kitchen.cook');
      expect((await waiter.send(Cook, SOUP, kitchenContext(), { token: right })).answer).toBe('done');
      for (const token of [serviceToken('waiter', 'kitchen.taste'), serviceToken('gateway', 'kitchen.cook')]) {
        expect(await rejectionOf(waiter.send(Cook, SOUP, kitchenContext(), { token }))).toMatchObject({
          code: 'FORBIDDEN',
        });
      }
    });

    it('may be, for a public contract, the gateway with a token of its own', async () => {
      const knock = { how: 'softly' };
      const token = serviceToken('gateway', 'kitchen.knock');
      expect((await bus.send(Knock, knock, kitchenContext(), { token })).answer).toBe('done');
      expect(await rejectionOf(bus.send(Knock, knock, kitchenContext(), { token: '' }))).toMatchObject({
        code: 'UNAUTHENTICATED',
      });
    });

    it('is refused, and safe to repeat, when tokens cannot be verified', async () => {
      const logged: unknown[] = [];
      await restaurant.kitchen((kitchen) => kitchen.handle(Burn, () => Promise.resolve({ answer: 'done' })), {
        verify: () => Promise.reject(new Error('connection to the database refused')),
        logger: { error: (entry: unknown) => logged.push(entry) },
      });
      const error = await rejectionOf(bus.send(Burn, {}, kitchenContext(), MANAGER));
      expect(error).toMatchObject({ code: 'SERVICE_UNAVAILABLE', details: { reason: 'verifier' } });
      expect(logged).toHaveLength(1);
    });

    it('is restricted by the broker too: a service may send only contracts that name it', async () => {
      const waiter = await restaurant.bus('waiter');
      const token = MANAGER.token;
      const error = await rejectionOf(waiter.send(Taste, { id: DISH }, kitchenContext(), { token }));
      expect(error).toMatchObject({ code: 'FORBIDDEN' });
      expect(error.message).toContain('kitchen.taste');
      // The connection still works after it.
      const own = serviceToken('waiter', 'kitchen.cook');
      expect((await waiter.send(Cook, SOUP, kitchenContext(), { token: own })).answer).toBe('done');
    });
  });

  describe('a NestJS application', () => {
    @Controller()
    class KitchenController {
      @OnBus(Cook)
      cook({ payload, context }: BusRequest<Cook>) {
        if (payload.name === 'poison') throw new DomainError('ITEM_INACTIVE');
        return Promise.resolve({ answer: { cooked: payload.name, by: context.actor.id } });
      }
    }

    it('answers with its controllers, and stops with the application', async () => {
      const connection = await restaurant.connect('kitchen');
      const strategy = new ServiceTransport({ service: 'kitchen', connection, verify });
      const module = await Test.createTestingModule({ controllers: [KitchenController] }).compile();
      const application: INestMicroservice = module.createNestMicroservice({ strategy, logger: false });
      await application.listen();
      expect((await bus.send(Cook, SOUP, kitchenContext(), MANAGER)).answer).toEqual({ cooked: 'soup', by: ACCOUNT });
      const poison = bus.send(Cook, { name: 'poison' }, kitchenContext(), MANAGER);
      expect(await rejectionOf(poison)).toMatchObject({ code: 'ITEM_INACTIVE' });
      await application.close();
      expect(await rejectionOf(bus.send(Cook, SOUP, kitchenContext(), MANAGER))).toMatchObject({
        details: { reason: 'nobody' },
      });
    });

    it('cannot answer a subject that is not a contract of its service', () => {
      const transport = new ServiceTransport({ service: 'kitchen', connection: {} as never, verify });
      expect(() => transport.addHandler('kitchen.sing', () => Promise.resolve() as never)).toThrow(TypeError);
      expect(() => transport.handle(Dig, () => Promise.resolve({ answer: {} }))).toThrow('not a subject of kitchen');
      transport.handle(Cook, () => Promise.resolve({ answer: {} }));
      expect(() => transport.handle(Cook, () => Promise.resolve({ answer: {} }))).toThrow('two handlers');
    });
  });
});
