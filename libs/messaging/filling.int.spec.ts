import { randomUUID } from 'node:crypto';
import { describeOnBrokers, type TestBroker } from '#libs/testing/brokers';
import { eventually } from '#libs/testing/eventually';
import { Cook, Restaurant, Taste, USERS, kitchenContext, personWith } from './testing/kitchen.fixture';
import type { NatsBus } from './nats-bus';
import { rejectionOf } from './testing/refusal.fixture';
import type { ServiceTransport } from './service-transport';

const MANAGER = { token: personWith(['manager']) };
const SOUP = { name: 'soup' };

/** A fill that ends when the test says so. */
function fill() {
  let end = (): void => undefined;
  const filling = new Promise<void>((resolve) => (end = resolve));
  return { filling, end };
}

/** A replica that answers with its name, and tastes once `filling` has ended. */
const replica = (answer: string, filling?: Promise<void>) => (kitchen: ServiceTransport) => {
  kitchen.handle(Cook, () => Promise.resolve({ answer }));
  kitchen.handle(Taste, () => Promise.resolve({ answer }), filling);
};

describeOnBrokers('a query of rows that are still being filled', (kind) => {
  let broker: TestBroker;
  let restaurant: Restaurant;
  let bus: NatsBus;
  const taste = (more: object = {}) =>
    bus.send<Taste, string>(Taste, { id: randomUUID() }, kitchenContext(more), MANAGER);

  beforeAll(async () => {
    broker = await kind.start(USERS);
  });
  afterAll(() => broker.stop());
  beforeEach(async () => {
    restaurant = new Restaurant(broker.url);
    bus = await restaurant.bus();
  });
  afterEach(() => restaurant.close());

  it('is READ_MODEL_FILLING at once where no replica has filled it, and all else is answered meanwhile', async () => {
    const { filling } = fill();
    await restaurant.kitchen(replica('new', filling));
    await restaurant.kitchen(replica('new', filling));
    const startedAt = performance.now();
    const error = await rejectionOf(taste({ deadline: Date.now() + 60_000 }));
    expect(error).toMatchObject({ code: 'READ_MODEL_FILLING', kind: 'unavailable' });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(await bus.send(Cook, SOUP, kitchenContext(), MANAGER)).toEqual({ answer: 'new' });
  });

  it('is SERVICE_UNAVAILABLE when the service is down, even if it has filled a part', async () => {
    expect(await rejectionOf(taste())).toMatchObject({ code: 'SERVICE_UNAVAILABLE', details: { reason: 'nobody' } });
    const kitchen = await restaurant.kitchen(replica('new', fill().filling));
    await kitchen.close();
    expect(await rejectionOf(taste())).toMatchObject({ code: 'SERVICE_UNAVAILABLE', details: { reason: 'nobody' } });
  });

  it('is answered by another replica that has filled it, and by that one alone', async () => {
    await restaurant.kitchen(replica('old'));
    await restaurant.kitchen(replica('new', fill().filling));
    const answers = await Promise.all(Array.from({ length: 50 }, () => taste()));
    expect(answers.map(({ answer }) => answer)).toEqual(answers.map(() => 'old'));
  });

  it('is answered by both once it is filled', async () => {
    const { filling, end } = fill();
    await restaurant.kitchen(replica('old'));
    await restaurant.kitchen(replica('new', filling));
    end();
    await eventually(async () => (await taste()).answer === 'new');
    await eventually(async () => (await taste()).answer === 'old');
  });

  it('is never without an answer while its filling ends', async () => {
    const { filling, end } = fill();
    await restaurant.kitchen(replica('new', filling));
    const outcomes: string[] = [];
    const ask = async () => {
      while (outcomes.at(-1) !== 'new') {
        outcomes.push(
          await taste().then(
            ({ answer }) => answer,
            (error: unknown) => (error as { code: string }).code,
          ),
        );
        if (outcomes.length === 40) end();
      }
    };
    await Promise.all(Array.from({ length: 8 }, ask));
    expect(new Set(outcomes)).toEqual(new Set(['READ_MODEL_FILLING', 'new']));
  });

  it('goes on with the other replicas when the one that served ends', async () => {
    const { filling, end } = fill();
    const old = await restaurant.kitchen(replica('old'));
    await restaurant.kitchen(replica('new', filling));
    expect(await taste()).toEqual({ answer: 'old' });
    await old.close();
    expect(await rejectionOf(taste())).toMatchObject({ code: 'READ_MODEL_FILLING' });
    end();
    await eventually(async () => expect(await taste()).toEqual({ answer: 'new' }));
  });

  it('tells nothing to a caller without the permission', async () => {
    await restaurant.kitchen(replica('new', fill().filling));
    const asked = bus.send(Taste, { id: randomUUID() }, kitchenContext(), { token: personWith([]) });
    expect(await rejectionOf(asked)).toMatchObject({ kind: 'forbidden' });
  });
});
