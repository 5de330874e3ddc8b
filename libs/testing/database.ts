import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { Role } from '#libs/read-models';

export interface TestDatabase {
  /** Connection string of the login that owns the database: no superuser, as in production. */
  readonly url: string;
  /** For what only a test does: killing backends, looking across roles. */
  readonly superuserUrl: string;
  drop(): Promise<void>;
}

/** Environment variable in which the global set-up leaves the shared server's superuser address. */
export const TEST_SERVER = 'OPSLEDGER_TEST_POSTGRES';

/** The login that every test database belongs to; may create roles, as the migrating login of a deployment may. */
export const TEST_LOGIN = 'opsledger_test';

/** A new empty database on the server that the test run shares. */
export async function testDatabase(): Promise<TestDatabase> {
  const server = process.env[TEST_SERVER];
  if (!server) throw new Error('no shared Postgres: integration tests run through the `int` and `e2e` jest projects');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(server, `CREATE DATABASE ${name} OWNER ${TEST_LOGIN}`);
  const superuser = new URL(server);
  superuser.pathname = `/${name}`;
  const login = new URL(superuser);
  login.username = TEST_LOGIN;
  login.password = TEST_LOGIN;
  return {
    url: login.href,
    superuserUrl: superuser.href,
    drop: () => administer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
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
