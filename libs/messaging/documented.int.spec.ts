import { randomUUID } from 'node:crypto';
import { type Msg, type MsgHdrs, headers } from '@nats-io/transport-node';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { asyncApiDocument } from '#contracts/documents/asyncapi';
import { DomainError } from '#contracts/errors';
import { positionOf } from '#libs/event-log';
import { describeOnBrokers, type TestBroker } from '#libs/testing/brokers';
import type { BusConnection } from './bus-connection';
import { CONTRACTS, Cook, Restaurant, Taste, USERS, kitchenContext, personWith } from './testing/kitchen.fixture';
import { NatsBus } from './nats-bus';
import { rejectionOf } from './testing/refusal.fixture';

const MANAGER = { token: personWith(['manager']) };
const DOCUMENT = asyncApiDocument(CONTRACTS, []);
const ajv = addFormats(new Ajv2020({ strict: false, allErrors: true }));

/** The part of the document at a path, with references followed on the way. */
function documented(...path: readonly string[]): Record<string, unknown> {
  const found = path.reduce<unknown>((at, step) => followed((at as Record<string, unknown>)[step]), DOCUMENT);
  return found as Record<string, unknown>;
}

function followed(value: unknown): unknown {
  const { $ref } = (value ?? {}) as { $ref?: string };
  return $ref === undefined ? value : documented(...$ref.slice('#/'.length).split('/'));
}

/** The faults of a value by a schema of the document. */
function faultsOf(value: unknown, ...path: readonly string[]): unknown {
  const validate = ajv.compile(documented(...path, 'schema'));
  return validate(value) ? [] : validate.errors;
}

const requestOf = (subject: string) => ['channels', subject, 'messages', 'request'];
const replyOf = (subject: string, outcome: string) => ['channels', `${subject}.reply`, 'messages', outcome, 'payload'];

/** Header names exactly as sent, which the client reads only in this way. */
const plain = (given: MsgHdrs) => Object.fromEntries([...given].map(([name, values]) => [name, values.join()]));

describeOnBrokers('the document of the bus', (kind) => {
  let broker: TestBroker;
  let restaurant: Restaurant;
  let connection: BusConnection;
  /** The messages on the wire: each request as the client was given it, and its reply. */
  let sent: { readonly subject: string; readonly body: unknown; readonly headers: Record<string, string> }[];
  let received: Promise<Msg>[];

  beforeAll(async () => {
    broker = await kind.start(USERS);
  });
  afterAll(() => broker.stop());
  beforeEach(async () => {
    restaurant = new Restaurant(broker.url);
    connection = await restaurant.connect('gateway');
    [sent, received] = [[], []];
    const send = connection.send.bind(connection);
    jest.spyOn(connection, 'send').mockImplementation((subject, body, written, deadline) => {
      sent.push({ subject, body: JSON.parse(Buffer.from(body).toString()), headers: plain(written) });
      const request = send(subject, body, written, deadline);
      received.push(request.reply);
      return request;
    });
  });
  afterEach(() => restaurant.close());

  const lastSent = () => sent.at(-1) as (typeof sent)[number];
  const lastReceived = async () => (await received.at(-1))?.json();

  it('describes a command and its answer', async () => {
    await restaurant.kitchen((kitchen) => {
      kitchen.handle(Cook, () => Promise.resolve({ answer: { id: randomUUID() }, position: positionOf(1, 42) }));
    });
    const context = kitchenContext({
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      ip: '2001:db8::1',
      userAgent: 'Küchenbrowser/1.0 (测试)',
      ifMatch: '"7"',
    });
    await new NatsBus(connection).send(Cook, { name: 'soup' }, context, MANAGER);

    const { subject, body, headers: written } = lastSent();
    expect(faultsOf(body, ...requestOf(subject), 'payload')).toEqual([]);
    expect(faultsOf(written, ...requestOf(subject), 'headers')).toEqual([]);
    expect(faultsOf(await lastReceived(), ...replyOf(subject, 'answered'))).toEqual([]);
  });

  it('describes a query and its answer', async () => {
    await restaurant.kitchen((kitchen) => {
      kitchen.handle(Taste, ({ payload }) => Promise.resolve({ answer: payload, stale: true, etag: '"42"' }));
    });
    const waitFor = positionOf(1, 7);
    await new NatsBus(connection).send(Taste, { id: randomUUID() }, kitchenContext(), MANAGER, { waitFor });

    const { subject, body, headers: written } = lastSent();
    expect(faultsOf(body, ...requestOf(subject), 'payload')).toEqual([]);
    expect(faultsOf(written, ...requestOf(subject), 'headers')).toEqual([]);
    expect(faultsOf(await lastReceived(), ...replyOf(subject, 'answered'))).toEqual([]);
  });

  it('describes every header that is sent, by its name and in its form', async () => {
    await restaurant.kitchen((kitchen) => kitchen.handle(Cook, () => Promise.resolve({ answer: {} })));
    const context = kitchenContext({ traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' });
    const waitFor = positionOf(1, 7);
    await new NatsBus(connection).send(Cook, { name: 'soup' }, context, MANAGER, { waitFor });

    const { properties } = documented(...requestOf('kitchen.cook'), 'headers', 'schema') as {
      properties: Record<string, { contentSchema?: object }>;
    };
    const { headers: written } = lastSent();
    expect(Object.keys(written).toSorted()).toEqual(Object.keys(properties).toSorted());
    const within = ajv.compile({ ...properties['OpsLedger-Context']?.contentSchema, additionalProperties: false });
    expect(within(JSON.parse(written['OpsLedger-Context'] ?? '')) ? [] : within.errors).toEqual([]);
  });

  it('describes a refusal, whatever refuses', async () => {
    await restaurant.kitchen((kitchen) => {
      kitchen.handle(Cook, () => {
        const fields = [{ pointer: '/name', code: 'TAKEN', message: 'is taken' }];
        return Promise.reject(
          new DomainError('INSUFFICIENT_STOCK', 'Buy milk', { missing: '3.000', item: null }, fields),
        );
      });
    });
    const bus = new NatsBus(connection);
    const refusals = [
      () => bus.send(Cook, { name: 'soup' }, kitchenContext(), MANAGER),
      () => bus.send(Cook, { name: '' }, kitchenContext(), MANAGER),
      () => bus.send(Cook, { name: 'soup' }, kitchenContext(), { token: 'nonsense' }),
    ];
    for (const ask of refusals) {
      await rejectionOf(ask());
      expect(faultsOf(await lastReceived(), ...replyOf('kitchen.cook', 'refused'))).toEqual([]);
      expect(faultsOf(await lastReceived(), ...replyOf('kitchen.cook', 'answered'))).not.toEqual([]);
    }
  });

  it('is exact: headers in another case are not read', async () => {
    await restaurant.kitchen((kitchen) => kitchen.handle(Cook, () => Promise.resolve({ answer: {} })));
    const written = headers();
    written.append('authorization', MANAGER.token);
    expect(faultsOf(plain(written), ...requestOf('kitchen.cook'), 'headers')).not.toEqual([]);
    const reply = await connection.request('kitchen.cook', Buffer.from('{"name":"soup"}'), written, Date.now() + 5_000);
    expect(reply.json()).toMatchObject({ error: { code: 'UNAUTHENTICATED' } });
  });
});
