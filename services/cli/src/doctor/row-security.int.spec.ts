import { Client } from 'pg';
import { type TestDatabase, testDatabase } from '#libs/testing/database';
import { rowSecurityFindings } from './row-security';

let database: TestDatabase;
let client: Client;
beforeAll(async () => {
  database = await testDatabase();
  client = new Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

it('names each table with rows of tenants that row-level security does not hold, also for its owner', async () => {
  await client.query(`
    CREATE TABLE public.counted (tenant_id uuid);
    ALTER TABLE public.counted ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE TABLE public.shared (name text)`);
  expect(await rowSecurityFindings(client)).toMatchObject([{ outcome: 'ok' }]);
  await client.query(`
    CREATE TABLE public.open (tenant_id uuid);
    CREATE TABLE public.owned (tenant_id uuid);
    ALTER TABLE public.owned ENABLE ROW LEVEL SECURITY`);
  const found = await rowSecurityFindings(client);
  expect(found.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
  expect(found[0]?.detail).toMatch(/^public\.open .*ALTER TABLE public\.open ENABLE/);
  expect(found[1]?.detail).toMatch(/^public\.owned /);
});
