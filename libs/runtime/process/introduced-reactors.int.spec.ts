import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { ItemCreated } from '#contracts/inventory/item-events';
import { PostgresEventLog, streamName } from '#libs/event-log';
import type { Reactor } from '#libs/event-sourcing';
import { testDatabase, type TestDatabase } from '#libs/testing/database';
import type { ServiceDefinition } from '../feature/feature';
import { migrateFor } from './migrations';

function reactorOf(name: string, from: Reactor['from']): Reactor {
  return { name, service: 'bakery', from, events: [ItemCreated], react: () => [] };
}

const release = (...reactors: readonly Reactor[]): readonly ServiceDefinition[] => [
  { name: 'bakery', features: [{ wirings: [], reactors }] },
];

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

async function beginnings(): Promise<Readonly<Record<string, string>>> {
  const client = new Client({ connectionString: database.superuserUrl });
  await client.connect();
  const { rows } = await client.query<{ reactor: string; position: string }>(
    'SELECT reactor, position FROM engine.reactor_checkpoint',
  );
  await client.end();
  return Object.fromEntries(rows.map(({ reactor, position }) => [reactor, position]));
}

/** Appends an event; gives the head of the log. */
async function another(): Promise<string> {
  const log = new PostgresEventLog({ url: database.url, role: 'opsledger_log' });
  const id = randomUUID();
  const metadata = JSON.stringify({ tenantId: id, commandId: id });
  const baked = { id, type: 'LoafBaked', data: '{}', metadata };
  await log.append(streamName('bakery.loaf', id, id), [baked], { expected: 'none' });
  const head = await log.head();
  await log.close();
  return head;
}

it('records the head of the log for a reactor that its release introduces, once, and for good', async () => {
  const [old, history, fresh] = [
    reactorOf('bakery.old', 'introduced'),
    reactorOf('bakery.history', 'start'),
    reactorOf('bakery.fresh', 'introduced'),
  ];
  await migrateFor(release(old, history), database.url);
  const first = await beginnings();
  expect(Object.keys(first)).toEqual(['bakery.old']);
  const head = await another();
  expect(head > String(first['bakery.old'])).toBe(true);
  await Promise.all(Array.from({ length: 3 }, () => migrateFor(release(old, history, fresh), database.url)));
  expect(await beginnings()).toEqual({ ...first, 'bakery.fresh': head });
  await another();
  // The release before, once more, and then its successor.
  await migrateFor(release(old, history), database.url);
  await migrateFor(release(old, history, fresh), database.url);
  expect(await beginnings()).toEqual({ ...first, 'bakery.fresh': head });
});
