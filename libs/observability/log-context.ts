import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * The fields that every log line of a request carries. For log lines only: decisions get their context as an argument.
 */
export interface LogContext {
  readonly requestId?: string;
  readonly correlationId?: string;
  readonly traceId?: string;
  readonly spanId?: string;
  readonly service?: string;
  readonly tenantId?: string;
  readonly actorId?: string;
}

const storage = new AsyncLocalStorage<LogContext>();

/** Runs `work` so that its log lines, now and later, carry `context` beside the fields of its caller's lines. */
export function withLogContext<T>(context: LogContext, work: () => T): T {
  return storage.run({ ...storage.getStore(), ...context }, work);
}

export function currentLogContext(): LogContext {
  return storage.getStore() ?? {};
}
