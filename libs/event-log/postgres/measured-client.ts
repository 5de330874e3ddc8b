import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Client, type ClientConfig } from 'pg';
import type { ConnectionBudget } from './connection-budget';

/** A statement that has been answered. It holds no parameter values. */
export interface StatementRun {
  /** The name of a prepared statement, or the text with its placeholders. */
  readonly statement: string;
  readonly milliseconds: number;
  /** The connection's `application_name`. */
  readonly application: string;
  readonly failed: boolean;
}

const CHANNEL = 'opsledger:statement';
const RUNS = channel(CHANNEL);

/**
 * Calls `tell` for every statement that a measured connection of this process has run, until the returned function is
 * called.
 */
export function onStatement(tell: (run: StatementRun) => void): () => void {
  const listener = (run: unknown) => tell(run as StatementRun);
  subscribe(CHANNEL, listener);
  return () => void unsubscribe(CHANNEL, listener);
}

type Ask = (...given: unknown[]) => unknown;
type Callback = (error: unknown, result?: unknown) => void;
type Connected = ((error: Error) => void) | ((error: null, client: Client) => void);

/** Calls `pg` as the caller does, with a callback or for a promise; `answered` is called first. */
export function whenAnswered(ask: Ask, given: unknown[], answered: (error?: unknown) => void): never {
  const callback = given.at(-1);
  if (typeof callback === 'function') {
    given[given.length - 1] = (error: unknown, result: unknown) => {
      answered(error ?? undefined);
      (callback as Callback)(error, result);
    };
  }
  const answer: unknown = ask(...given);
  if (answer instanceof Promise) answer.then(() => answered(), answered);
  return answer as never;
}

/** How a connection is made, and out of which budget. */
export interface MeasuredConfig extends ClientConfig {
  readonly budget?: ConnectionBudget | undefined;
}

/**
 * A connection that tells how long each statement took; where nobody listens, nothing is measured. It is opened when the
 * budget of its process has room.
 */
export class MeasuredClient extends Client {
  private readonly application: string;
  private readonly budget: ConnectionBudget | undefined;

  constructor(config?: MeasuredConfig) {
    super(config);
    this.application = config?.application_name ?? '';
    this.budget = config?.budget;
  }

  override connect(): Promise<Client>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<Client> | void {
    const { budget } = this;
    if (!budget) return callback ? super.connect(callback) : super.connect();
    const connected = budget.connect(this, () => super.connect()).then((): Client => this);
    if (!callback) return connected;
    const tell = callback as Callback;
    connected.then((client) => tell(null, client), tell);
  }

  override query(...given: unknown[]): never {
    if (!RUNS.hasSubscribers) return (super.query as Ask)(...given) as never;
    const statement = statementOf(given[0]);
    const startedAt = performance.now();
    const ask: Ask = (...asked) => (super.query as Ask)(...asked);
    return whenAnswered(ask, given, (error) => {
      const milliseconds = performance.now() - startedAt;
      const run: StatementRun = { statement, milliseconds, application: this.application, failed: error !== undefined };
      RUNS.publish(run);
    });
  }
}

function statementOf(query: unknown): string {
  if (typeof query === 'string') return query;
  const { name, text } = query as { readonly name?: string; readonly text?: string };
  return name ?? text ?? '';
}
