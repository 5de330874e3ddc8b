import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../runtime/embedded-postgres';
import { TEST_LOGIN, type TestDatabase } from './database';

/** A Postgres of a test's own, as durable as in production, for tests that kill it. `drop` removes the server. */
export class DatabaseServer implements TestDatabase {
  private constructor(
    private readonly dataDir: string,
    private server: EmbeddedPostgres,
  ) {}

  static async start(): Promise<DatabaseServer> {
    const dataDir = await mkdtemp(join(tmpdir(), 'opsledger-server-'));
    const server = await startEmbeddedPostgres({ dataDir });
    await execute(server.superuserUrl, [
      `CREATE ROLE ${TEST_LOGIN} LOGIN CREATEROLE PASSWORD '${TEST_LOGIN}'`,
      `CREATE DATABASE test OWNER ${TEST_LOGIN}`,
      // Commits that nobody waits for stay in memory for as long as the server allows: a kill is sure to undo them.
      `ALTER SYSTEM SET wal_writer_delay = '10s'`,
      `SELECT pg_reload_conf()`,
    ]);
    return new DatabaseServer(dataDir, server);
  }

  get url(): string {
    const url = new URL(this.superuserUrl);
    url.username = TEST_LOGIN;
    url.password = TEST_LOGIN;
    return url.href;
  }

  get superuserUrl(): string {
    const url = new URL(this.server.superuserUrl);
    url.pathname = '/test';
    return url.href;
  }

  kill9(): Promise<void> {
    return this.server.kill9();
  }

  /** Starts it again after a kill, on the same directory and port. */
  async again(): Promise<void> {
    this.server = await startEmbeddedPostgres({ dataDir: this.dataDir, port: this.server.port });
  }

  /** The rows of a query on the killed server, which nobody else can reach meanwhile. */
  async unseen<Row>(sql: string): Promise<Row[]> {
    const server = await startEmbeddedPostgres({ dataDir: this.dataDir });
    const url = new URL(server.superuserUrl);
    url.pathname = '/test';
    const rows = await execute(url.href, [sql]);
    await server.stop();
    return rows as Row[];
  }

  async drop(): Promise<void> {
    await this.server.stop();
    await rm(this.dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Returns the rows of the last statement. */
async function execute(url: string, statements: readonly string[]): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  let rows: unknown[] = [];
  try {
    for (const statement of statements) ({ rows } = await client.query(statement));
  } finally {
    await client.end();
  }
  return rows;
}
