import type { Client, QueryArrayConfig } from 'pg';
import { asError, isPassing } from './faults';
import type { ConnectionBudget } from './connection-budget';
import { MeasuredClient, type MeasuredConfig } from './measured-client';

/** A prepared statement and its parameters; the name stands for the text on every connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values?: readonly (string | number | bigint | Buffer)[];
}

/** A row, every column as the text that the server sent: the log decodes its own rows. */
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

/** How long the log waits for its server. Milliseconds. */
export interface Patience {
  /** Until a connection stands, and until a statement has been answered. */
  readonly silenceMs: number;
  /** How long an operation is repeated before it fails as `LogUnavailable`. */
  readonly giveUpAfterMs: number;
}

/** What `pg` needs for a connection of the log, alone or in a pool. */
export function connectionConfig(
  url: string,
  role: string | undefined,
  { silenceMs }: Patience,
  special: Readonly<Record<string, string>> = {},
  budget?: ConnectionBudget,
): MeasuredConfig {
  const settings: Record<string, string | number> = {
    ...(role !== undefined && { role }),
    TimeZone: 'UTC',
    DateStyle: 'ISO',
    // Where a database has another default: a statement after the lock must see what was committed before it.
    default_transaction_isolation: 'read\\ committed',
    statement_timeout: silenceMs,
    idle_in_transaction_session_timeout: silenceMs,
    // Every statement here is a short walk along an index. Compiling it, planning it anew for each set of values, or
    // judging by statistics from when the table was empty can only be worse.
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
    // The server gives up first, where it still can.
    query_timeout: silenceMs + 500,
    keepAlive: true,
    budget,
  };
}

/** An acknowledged append outlives a crash, whatever else the database is configured to risk. */
export async function insistOnDurability(client: Pick<Client, 'query'>): Promise<void> {
  await client.query(
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
  );
}

export interface SessionEvents {
  /** A connection was made; it is not used for anything else before this resolves. */
  readonly onOpen?: (client: Client) => Promise<void>;
  /** A connection that was open is not any more, and was not closed from here. */
  readonly onLost: (error: Error) => void;
}

/** One connection, opened when it is first needed and again after it broke. */
export class Session {
  private opened: Promise<Client> | undefined;
  private current: Client | undefined;
  private closed = false;

  constructor(
    private readonly config: MeasuredConfig,
    private readonly events: SessionEvents,
  ) {}

  /** Rejects with what the server or the connection said; nothing is repeated here. */
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

  /** Closes a connection without waiting for it: one that hangs would make its user hang as well. */
  private abandon(client: Client): void {
    void client.end();
  }
}
