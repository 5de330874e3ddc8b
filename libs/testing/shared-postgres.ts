import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../runtime/embedded-postgres';
import { TEST_LOGIN, TEST_SERVER } from './database';

declare global {
  var stopSharedPostgres: (() => Promise<void>) | undefined;
}

/**
 * One Postgres for a whole test run: jest's global set-up. Roles belong to the server, not to a database, so the login
 * is created here, with the rights of a deployment's migrating login. Runs once, though two projects name it.
 */
export default async function startSharedPostgres(): Promise<void> {
  if (globalThis.stopSharedPostgres) return;
  const dataDir = await mkdtemp(join(tmpdir(), 'opsledger-test-'));
  const server = await startEmbeddedPostgres({ dataDir, fast: true });
  globalThis.stopSharedPostgres = async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  const client = new Client({ connectionString: server.superuserUrl });
  await client.connect();
  await client.query(`CREATE ROLE ${TEST_LOGIN} LOGIN CREATEROLE PASSWORD '${TEST_LOGIN}'`);
  await client.end();
  process.env[TEST_SERVER] = server.superuserUrl;
}
