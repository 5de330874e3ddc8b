import { randomUUID } from 'node:crypto';
import { DomainError } from '#contracts/errors';
import {
  MAX_DELIVERY_BYTES,
  ReceiveHrDelivery,
  type ReceivedHrDelivery,
} from '#contracts/workflow/receive-hr-delivery';
import { MAX_LIST_BYTES, ReconcileHrSource } from '#contracts/workflow/reconcile-hr-source';
import { identityMigrations } from '#libs/identity';
import { brokerAtHand, type TestBroker } from '#libs/testing/brokers';
import { type MigratedDatabase, migratedDatabase } from '#libs/testing/migrated-database';
import { BUS_USERS, TestGateway } from './gateway.fixture';

let broker: TestBroker;
let database: MigratedDatabase;
let gateway: TestGateway;
let pools: Parameters<typeof TestGateway.start>[1];
let receive: () => ReceivedHrDelivery;
const deliveryId = randomUUID();

beforeAll(async () => {
  broker = await brokerAtHand().start(BUS_USERS);
  database = await migratedDatabase(identityMigrations);
  pools = { write: database.pool('opsledger_auth'), read: database.pool('opsledger_reader') };
  // No other request is allowed to this address: the calls of HR systems are not counted by it.
  gateway = await TestGateway.start(broker.url, pools, { rateLimitPerMinute: 1 });
  await gateway.answers(ReceiveHrDelivery, async () => Promise.resolve({ answer: receive() }));
});
afterAll(async () => {
  await gateway.close();
  await database.drop();
  await broker.stop();
});

const answers = (
  receipt: ReceivedHrDelivery['receipt'],
  status: ReceivedHrDelivery['status'],
  reason: ReceivedHrDelivery['reason'] = null,
) => {
  const problem = receipt === 'unreadable' ? 'type is required' : null;
  receive = () => ({ receipt, status, deliveryId, problem, reason });
};
const call = (source: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  gateway.request(`/api/v1/webhooks/hr/${source}`, { method: 'POST', body, headers });
const sent = () => gateway.lastAsked.payload as ReceiveHrDelivery;

it('passes the bytes and the headers that sign them on as they came, whatever the media type', async () => {
  answers('accepted', '202');
  const bytes = new Uint8Array([0xff, 0x00, 0x7b, 0x0a]);
  const headers = { 'content-type': 'text/odd', 'webhook-id': 'm-1', 'X-Other': 'no', authorization: 'a token' };
  const answer = await call('acme-hr', bytes, headers);
  expect([answer.status, await answer.json()]).toEqual([202, { id: deliveryId, status: 'accepted' }]);
  expect(Buffer.from(sent().body, 'base64')).toEqual(Buffer.from(bytes));
  expect(sent().source).toBe('acme-hr');
  expect(Object.fromEntries(sent().headers.map(({ name, value }) => [name, value]))).toEqual({
    'content-type': 'text/odd',
    'webhook-id': 'm-1',
    authorization: 'a token',
  });
});

it.each([
  ['answered', '200', null, 200, undefined, undefined],
  ['refused', '401', 'signature', 401, 'CALL_REFUSED', 'The call is not signed as its source asks for'],
  ['refused', '401', 'no_signature', 401, 'CALL_REFUSED', 'The call is not signed as its source asks for'],
  [
    'refused',
    '401',
    'timestamp',
    401,
    'CALL_TIMESTAMP_REFUSED',
    'The call was signed too long ago, or ahead of our clock',
  ],
  ['unreadable', '400', null, 400, 'VALIDATION_FAILED', 'The request is not valid'],
] as const)('answers a call that was %s with %s (%s)', async (receipt, status, reason, expected, code, title) => {
  answers(receipt, status, reason);
  const answer = await call('acme-hr', 'Ping test');
  const problem = (await answer.json()) as { code?: string; title?: string };
  expect([answer.status, problem.code, problem.title]).toEqual([expected, code, title]);
});

it('answers a fault of ours with 503, and an unknown source with 404', async () => {
  receive = () => {
    throw new DomainError('SERVICE_UNAVAILABLE');
  };
  expect((await call('acme-hr', '{}')).status).toBe(503);
  receive = () => {
    throw new DomainError('NOT_FOUND');
  };
  expect((await call('nowhere', '{}')).status).toBe(404);
  const before = gateway.asked.length;
  expect((await call('n'.repeat(64), '{}')).status).toBe(404);
  expect(gateway.asked.length).toBe(before);
});

it('takes bodies of a size, and an organisation for the default source', async () => {
  answers('accepted', '202');
  expect((await call('acme-hr', Buffer.alloc(MAX_DELIVERY_BYTES, 'a'))).status).toBe(202);
  expect((await call('acme-hr', Buffer.alloc(MAX_DELIVERY_BYTES + 1, 'a'))).status).toBe(413);
  await call('onboarding?organization=acme', '{}');
  expect(sent()).toMatchObject({ source: 'onboarding', organization: 'acme' });
});

it('counts calls by source and second', async () => {
  answers('accepted', '202');
  const left = async (source: string) => {
    const { headers } = await call(source, '{}');
    expect(headers.get('RateLimit-Policy')).toBe('"source";q=50;w=1');
    return headers.get('RateLimit');
  };
  expect(await left('one-hr')).toContain('"source";r=49;');
  expect(await left('other-hr')).toContain('"source";r=49;');
  // The aliases are one source of each organisation.
  for (const alias of ['onboarding?organization=north', 'offboarding?organization=south']) {
    expect(await left(alias)).toContain('"source";r=49;');
  }
  expect(await left('offboarding?organization=north')).toContain('"source";r=48;');
});

it('takes a table for a list of people, and for no other command', async () => {
  // Without the narrow quota of the other tests.
  const roomy = await TestGateway.start(broker.url, pools);
  const counts = { listed: 0, active: 0, hires: 0, changes: 0, ends: 0, reinstated: 0 };
  const answer = { id: randomUUID(), revision: 0, status: 'held', reason: 'empty', counts } as const;
  await roomy.answers(ReconcileHrSource, async () => Promise.resolve({ answer }));
  const token = roomy.tokenOf({ accountId: randomUUID(), organizationId: randomUUID(), roles: ['admin'] });
  const sourceId = randomUUID();
  const table = { method: 'POST', token, body: 'externalId\nE-1', headers: { 'content-type': 'text/csv' } };
  const { status } = await roomy.request(`/api/v1/webhook-sources/${sourceId}/reconcile`, table);
  expect([status, roomy.lastAsked.payload]).toEqual([200, { sourceId, csv: 'externalId\nE-1' }]);
  const ofBytes = async (bytes: number) => {
    const body = `externalId\n${'a'.repeat(bytes - 'externalId\n'.length)}`;
    return (await roomy.request(`/api/v1/webhook-sources/${sourceId}/reconcile`, { ...table, body })).status;
  };
  expect([await ofBytes(MAX_LIST_BYTES), await ofBytes(MAX_LIST_BYTES + 1)]).toEqual([200, 413]);
  await roomy.close();
});
