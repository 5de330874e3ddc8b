import { Client } from 'pg';
import { OpsLedgerProcess, created, eventually, organizationOn, testDatabase, type TestDatabase } from '#libs/testing';

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
