import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * What every log line of a request carries. For log lines only: whatever decides something gets its context as an
 * argument.
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

/** Runs `work` so that what it logs, now and later, carries `context` beside what its caller's lines carry. */
export function withLogContext<T>(context: LogContext, work: () => T): T {
  return storage.run({ ...storage.getStore(), ...context }, work);
}

export function currentLogContext(): LogContext {
  return storage.getStore() ?? {};
}
