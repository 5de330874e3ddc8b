import type { Client, QueryArrayConfig } from 'pg';
import type { TimeLimits } from '../time-limits';
import { asError, isPassing } from './faults';
import type { ConnectionBudget } from './connection-budget';
import { MeasuredClient, type MeasuredConfig } from './measured-client';

/** A prepared statement and its parameters. The name stands for the same text on every connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values?: readonly (string | number | bigint | Buffer)[];
}

/** A row, every column as the server's text: the log decodes its own rows. */
export type TextRow = readonly (string | null)[];

const AS_TEXT = { getTypeParser: () => (value: string) => value };

export async function rowsOf(
  client: Pick<Client, 'query'>,
  { name, text, values = [] }: Statement,
): Promise<TextRow[]> {
  const statement: QueryArrayConfig = { name, text, values: [...values], rowMode: 'array', types: AS_TEXT };
  const { rows } = await client.query<(string | null)[]>(statement);
  return rows;
}

/** The `pg` configuration for a connection of the log, alone or in a pool. */
export function connectionConfig(
  url: string,
  role: string | undefined,
  { silenceMs }: TimeLimits,
  special: Readonly<Record<string, string>> = {},
  budget?: ConnectionBudget,
): MeasuredConfig {
  const settings: Record<string, string | number> = {
    ...(role !== undefined && { role }),
    TimeZone: 'UTC',
    DateStyle: 'ISO',
    // Overrides the database's default: a statement after the lock must see what was committed before it.
    default_transaction_isolation: 'read\\ committed',
    statement_timeout: silenceMs,
    idle_in_transaction_session_timeout: silenceMs,
    // Every statement here is a short walk along an index. JIT, custom plans, and statistics from when the table was
    // empty would only make it slower.
    jit: 'off',
    plan_cache_mode: 'force_generic_plan',
    enable_seqscan: 'off',
    enable_bitmapscan: 'off',
    ...special,
  };
  return {
    connectionString: url,
    options: Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
    application_name: 'opsledger event log',
    connectionTimeoutMillis: silenceMs,
    // The server times out first, where it still can.
    query_timeout: silenceMs + 500,
    keepAlive: true,
    budget,
  };
}

/** An acknowledged append survives a crash, whatever the database's configuration says. */
export async function insistOnDurability(client: Pick<Client, 'query'>): Promise<void> {
  await client.query(
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
  );
}

export interface SessionEvents {
  /** Called for a new connection, which is used for nothing else until this resolves. */
  readonly onOpen?: (client: Client) => Promise<void>;
  /** An open connection was lost, and was not closed from here. */
  readonly onLost: (error: Error) => void;
}

/** One connection, opened when first needed and again after it broke. */
export class LogConnection {
  private opened: Promise<Client> | undefined;
  private current: Client | undefined;
  private closed = false;

  constructor(
    private readonly config: MeasuredConfig,
    private readonly events: SessionEvents,
  ) {}

  /** Rejects with the error of the server or the connection; repeats nothing. */
  async query(statement: Statement): Promise<TextRow[]> {
    const client = await this.open();
    try {
      return await rowsOf(client, statement);
    } catch (error) {
      if (isPassing(error)) this.drop(client, asError(error));
      throw error;
    }
  }

  open(): Promise<Client> {
    this.opened ??= this.connect();
    return this.opened;
  }

  async close(): Promise<void> {
    this.closed = true;
    const client = await this.opened?.catch(() => undefined);
    await client?.end();
  }

  private async connect(): Promise<Client> {
    if (this.closed) throw new Error('the event log is closed');
    const client = new MeasuredClient(this.config);
    client.on('error', (error) => this.drop(client, error));
    try {
      await client.connect();
      await this.events.onOpen?.(client);
    } catch (error) {
      this.opened = undefined;
      this.abandon(client);
      throw error;
    }
    this.current = client;
    return client;
  }

  private drop(client: Client, error: Error): void {
    if (this.current !== client) return;
    this.current = undefined;
    this.opened = undefined;
    this.abandon(client);
    if (!this.closed) this.events.onLost(error);
  }

  /** Closes a connection without waiting for it: a hanging one would make its user hang as well. */
  private abandon(client: Client): void {
    void client.end();
  }
}
