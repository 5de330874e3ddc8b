import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { Role } from '#libs/read-models';

export interface TestDatabase {
  /** Connection string of the login that owns the database: no superuser, as in production. */
  readonly url: string;
  /** For operations of tests alone: killing backends, looking across roles. */
  readonly superuserUrl: string;
  drop(): Promise<void>;
}

/** The environment variable in which the global set-up leaves the shared server's superuser address. */
export const TEST_SERVER = 'OPSLEDGER_TEST_POSTGRES';

/** The login that owns every test database; it may create roles, as the migrating login of a deployment may. */
export const TEST_LOGIN = 'opsledger_test';

/** A new empty database on the server that the test run shares. */
export async function testDatabase(): Promise<TestDatabase> {
  const name = newName();
  await administer((server) => server.query(`CREATE DATABASE ${name} OWNER ${TEST_LOGIN}`));
  return testDatabaseNamed(name);
}

/**
 * A new database that is a copy of a template. The first use of a name creates the template with `prepare`; concurrent
 * ones, from other processes too, wait for it. A failed template is not kept.
 */
export async function copiedDatabase(template: string, prepare: (url: string) => Promise<void>): Promise<TestDatabase> {
  const name = newName();
  await administer(async (server) => {
    await ensureTemplate(server, template, prepare);
    await server.query(`CREATE DATABASE ${name} OWNER ${TEST_LOGIN} TEMPLATE ${template} STRATEGY ${COPY_STRATEGY}`);
  });
  return testDatabaseNamed(name);
}

/** Writes no pages to the write-ahead log; it asks for a checkpoint, which is cheap on a server that syncs nothing. */
const COPY_STRATEGY = 'file_copy';

const newName = () => `test_${randomBytes(6).toString('hex')}`;

async function ensureTemplate(
  server: Client,
  template: string,
  prepare: (url: string) => Promise<void>,
): Promise<void> {
  // Held until the template has its name: a copy can be made only while nobody is connected to it.
  await server.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [template]);
  try {
    const { rowCount } = await server.query('SELECT FROM pg_database WHERE datname = $1', [template]);
    if (rowCount) return;
    const draft = newName();
    await server.query(`CREATE DATABASE ${draft} OWNER ${TEST_LOGIN}`);
    try {
      await prepare(testDatabaseNamed(draft).url);
    } catch (error) {
      await server.query(`DROP DATABASE ${draft} WITH (FORCE)`);
      throw error;
    }
    // The last backend of `prepare` may not have ended yet.
    await server.query('SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1', [draft]);
    await server.query(`ALTER DATABASE ${draft} RENAME TO ${template}`);
  } finally {
    await server.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [template]);
  }
}

function testDatabaseNamed(name: string): TestDatabase {
  const superuser = new URL(serverUrl());
  superuser.pathname = `/${name}`;
  const login = new URL(superuser);
  login.username = TEST_LOGIN;
  login.password = TEST_LOGIN;
  return {
    url: login.href,
    superuserUrl: superuser.href,
    drop: () => administer((server) => server.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
}

function serverUrl(): string {
  const server = process.env[TEST_SERVER];
  if (!server) throw new Error('no shared Postgres: integration tests run through the `int` and `e2e` jest projects');
  return server;
}

async function administer(work: (server: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** Work on one connection of a database, as one of the platform's roles. */
export async function asRole<Answer>(
  databaseUrl: string,
  role: Role,
  work: (client: Client) => Promise<Answer>,
): Promise<Answer> {
  const client = new Client({ connectionString: databaseUrl, options: `-c role=${role}` });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
