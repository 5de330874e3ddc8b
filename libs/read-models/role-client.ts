import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Client, type ClientConfig } from 'pg';

/** A statement that has been answered. Values stand in no part of it. */
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

/** Tells of every statement that a role's connection in this process has run, until the answer is called. */
export function onStatement(tell: (run: StatementRun) => void): () => void {
  const listener = (run: unknown) => tell(run as StatementRun);
  subscribe(CHANNEL, listener);
  return () => void unsubscribe(CHANNEL, listener);
}

/** What `pg` says when a server has not answered within `query_timeout`. */
const SILENCE = 'Query read timeout';

type Callback = (error: unknown, result?: unknown) => void;

/**
 * A connection that is closed when the server leaves a statement unanswered. `pg` only fails the statement then: the
 * connection would go back to its pool, and everyone who is lent it would wait for the same silence.
 */
export class RoleClient extends Client {
  private readonly application: string;

  constructor(config?: ClientConfig) {
    super(config);
    this.application = config?.application_name ?? '';
  }

  override query(...given: unknown[]): never {
    const startedAt = performance.now();
    const ended = (error?: unknown) => this.ended(given[0], startedAt, error);
    const callback = given.at(-1);
    if (typeof callback === 'function') {
      given[given.length - 1] = (error: unknown, result: unknown) => {
        ended(error ?? undefined);
        (callback as Callback)(error, result);
      };
    }
    const answer: unknown = (super.query as (...args: unknown[]) => unknown)(...given);
    if (answer instanceof Promise) answer.then(() => ended(), ended);
    return answer as never;
  }

  private ended(query: unknown, startedAt: number, error: unknown): void {
    // With a statement unanswered this says no goodbye, and the pool sees at once that it is over.
    if (error instanceof Error && error.message === SILENCE) void this.end();
    if (!RUNS.hasSubscribers) return;
    const run: StatementRun = {
      statement: statementOf(query),
      milliseconds: performance.now() - startedAt,
      application: this.application,
      failed: error !== undefined,
    };
    RUNS.publish(run);
  }
}

function statementOf(query: unknown): string {
  if (typeof query === 'string') return query;
  const { name, text } = query as { readonly name?: string; readonly text?: string };
  return name ?? text ?? '';
}
