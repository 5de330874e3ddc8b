import { Client } from 'pg';
import { testDatabase, type TestDatabase } from '#libs/testing/database';
import { eventually } from '#libs/testing/eventually';
import { OpsLedgerProcess } from '#libs/testing/opsledger-process';
import { created, organizationOn } from '#libs/testing/organization';
import { StartingProcess } from '#libs/testing/starting-process';

let database: TestDatabase;
let opsledger: OpsLedgerProcess;

beforeAll(async () => {
  database = await testDatabase();
  opsledger = await OpsLedgerProcess.start({ DATABASE_URL: database.url });
});
afterAll(async () => {
  await opsledger.remove();
  await database.drop();
});

/** As a user whom no limit of the database binds. */
async function administer(...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: database.superuserUrl });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

it('answers 503 while the database takes no more connections, and goes on as soon as it does', async () => {
  const { admin } = await organizationOn(opsledger);
  const location = (code: string) => ({ code, name: 'Shelf' });
  await created(admin.post('locations', location('A')));
  const name = new URL(database.url).pathname.slice(1);
  // From here on a new connection is refused with 53300, and the open ones are ended.
  await administer(
    `ALTER DATABASE ${name} CONNECTION LIMIT 0`,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}' AND pid <> pg_backend_pid()`,
  );
  const refused: number[] = [];
  for (let count = 0; count < 5; count++) {
    refused.push((await admin.get('locations')).status, (await admin.post('locations', location(`B${count}`))).status);
  }
  expect(refused.filter((status) => status !== 503)).toEqual([]);
  await administer(`ALTER DATABASE ${name} CONNECTION LIMIT -1`);
  await eventually(async () => (await admin.post('locations', location('C'))).status === 201, { timeoutMs: 60_000 });
  const { body } = await admin.get<{ items: { code: string }[] }>('locations?limit=200');
  expect(body.items.map(({ code }) => code)).toContain('A');
  // The same process answers.
  expect((await opsledger.http.get('/health/live')).status).toBe(200);
});

/** A start, on a busy machine. */
const SOON = { timeoutMs: 50_000 };

describe('a start while a server is away', () => {
  const nowhere = { NATS_URL: 'nats://127.0.0.1:1', DATABASE_URL: 'postgresql://nobody:secret@127.0.0.1:1/none' };

  it.each([
    ['PostgreSQL', () => nowhere, 'PostgreSQL at 127.0.0.1:1'],
    [
      'EventStoreDB',
      () => ({ ...nowhere, DATABASE_URL: database.url, EVENTSTORE_URL: 'esdb://127.0.0.1:1?tls=false' }),
      'EventStoreDB at 127.0.0.1:1',
    ],
  ])('opens the port without %s, is alive but not ready, says so, and stops at once', async (_, settings, server) => {
    const starting = await StartingProcess.launch(settings());
    try {
      await eventually(() => expect(starting.output).toContain(`Waiting for ${server}`));
      expect((await starting.http.get('/health/live')).status).toBe(200);
      for (const path of ['/health', '/health/ready', '/api/v1/items']) {
        expect((await starting.http.get(path)).status).toBe(503);
      }
      const before = starting.output.split('Waiting for').length;
      await eventually(() => starting.output.split('Waiting for').length > before, { timeoutMs: 10_000 });
      expect(starting.output).not.toContain('secret');
      const asked = performance.now();
      expect(await starting.stop()).toBe(0);
      expect(performance.now() - asked).toBeLessThan(5_000);
    } finally {
      await starting.remove();
    }
  });

  it('starts over while PostgreSQL has too few connections, and serves once it has enough', async () => {
    const few = await testDatabase();
    const name = new URL(few.url).pathname.slice(1);
    await administer(`ALTER DATABASE ${name} CONNECTION LIMIT 3`);
    const starting = await StartingProcess.launch({ DATABASE_URL: few.url });
    try {
      await eventually(() => expect(starting.output).toContain('no free connections; starting over'), SOON);
      await administer(`ALTER DATABASE ${name} CONNECTION LIMIT -1`);
      await eventually(async () => (await starting.http.get('/health/ready')).status === 200, SOON);
      expect(await starting.stop()).toBe(0);
    } finally {
      await starting.remove();
      await few.drop();
    }
  }, 120_000);
});
