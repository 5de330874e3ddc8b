import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../libs/runtime';
import { endWhenInterrupted } from './interruption';

export interface BenchDatabase {
  /** Of the login that owns it: no superuser. */
  readonly url: string;
  readonly superuserUrl: string;
  drop(): Promise<void>;
}

/** The embedded Postgres with its ordinary, durable settings, on a folder of its own for the length of a run. */
export class DurableServer {
  private forget: () => void = () => undefined;

  private constructor(
    private readonly postgres: EmbeddedPostgres,
    private readonly folder: string,
  ) {}

  static async start(): Promise<DurableServer> {
    const folder = await mkdtemp(join(tmpdir(), 'opsledger-bench-'));
    const server = new DurableServer(await startEmbeddedPostgres({ dataDir: folder }), folder);
    server.forget = endWhenInterrupted(() => server.stop());
    return server;
  }

  get pid(): number {
    return this.postgres.pid;
  }

  /** A new empty database that belongs to the platform's login. */
  async database(): Promise<BenchDatabase> {
    const name = `bench_${randomBytes(4).toString('hex')}`;
    const login = new URL(this.postgres.url);
    await this.administer(`CREATE DATABASE ${name} OWNER ${decodeURIComponent(login.username)}`);
    const superuser = new URL(this.postgres.superuserUrl);
    login.pathname = `/${name}`;
    superuser.pathname = `/${name}`;
    return {
      url: login.href,
      superuserUrl: superuser.href,
      drop: () => this.administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
    };
  }

  /** Writes out the dirty pages of earlier work, so that no side pays for the one before it. */
  async settle(): Promise<void> {
    await this.administer('CHECKPOINT');
  }

  async version(): Promise<string> {
    const client = new Client({ connectionString: this.postgres.superuserUrl });
    await client.connect();
    try {
      const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
      return `PostgreSQL ${rows[0]?.server_version ?? '?'}`;
    } finally {
      await client.end();
    }
  }

  async stop(): Promise<void> {
    this.forget();
    await this.postgres.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async administer(statement: string): Promise<void> {
    const client = new Client({ connectionString: this.postgres.superuserUrl });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  }
}
