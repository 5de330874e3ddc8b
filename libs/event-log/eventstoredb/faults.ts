import { setTimeout as delay } from 'node:timers/promises';

/**
 * The gRPC status codes that decide something here; https://grpc.io/docs/guides/status-codes. An EventStoreDB answer
 * inside a call carries the same numbers.
 */
const Code = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  UNIMPLEMENTED: 12,
  UNAUTHENTICATED: 16,
} as const;

/** Repeating the same thing would be refused again. */
const FINAL: ReadonlySet<number> = new Set([
  Code.INVALID_ARGUMENT,
  Code.PERMISSION_DENIED,
  Code.RESOURCE_EXHAUSTED,
  Code.FAILED_PRECONDITION,
  Code.UNIMPLEMENTED,
  Code.UNAUTHENTICATED,
]);

/** The server will never do this: missing rights, a deleted stream, a smaller limit than ours. */
export class RefusedByServer extends Error {
  override readonly name = 'RefusedByServer';
}

/** A failure that passes. `reconnect`: the connection, or the node behind it, failed. */
export class PassingFault extends Error {
  override readonly name: string = 'PassingFault';
  readonly reconnect: boolean;
  constructor(message: string, options: ErrorOptions & { readonly reconnect: boolean }) {
    super(message, options);
    this.reconnect = options.reconnect;
  }
}

/**
 * The server failed inside. It does so at a read from a position where no record begins, since it takes the bytes there
 * for one.
 */
export class FailedInside extends PassingFault {
  override readonly name = 'FailedInside';
}

/** A read that failed by itself; other calls on the connection go on. */
const ONE_READ = /ReadAllResult: Error$/;

/** The end of a call, or an error inside an answer, as one of the two above. Anything else is a fault in our code. */
export function asFault(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (!('code' in error) || typeof error.code !== 'number') return error;
  return faultOf(error.code, error.message, error);
}

export function faultOf(code: number, message: string, cause?: Error): RefusedByServer | PassingFault {
  if (FINAL.has(code)) return new RefusedByServer(message, { cause });
  if (code === Code.UNKNOWN) return new FailedInside(message, { cause, reconnect: !ONE_READ.test(message) });
  // ABORTED: the server timed out, or dropped a subscriber that was too slow. The connection is sound.
  return new PassingFault(message, { cause, reconnect: code !== Code.ABORTED });
}

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 400;

/** The pause between attempts doubles from 20 ms to 400 ms. A random part keeps many from coming back at once. */
export async function pause(attempt: number): Promise<void> {
  const longest = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
  await delay(longest * (0.5 + Math.random() / 2));
}

/** The promise, or a passing fault when it takes longer. Its later result is dropped. */
export function within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new PassingFault(`${what}: no answer within ${ms} ms`, { reconnect: true })),
      ms,
    );
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
