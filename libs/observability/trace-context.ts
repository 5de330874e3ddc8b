import { randomBytes } from 'node:crypto';

/** A W3C trace context (https://www.w3.org/TR/trace-context/, version 00): ids in lower-case hex. */
export interface TraceContext {
  /** 16 bytes, the same for everything that one request causes. */
  readonly traceId: string;
  /** 8 bytes, of this step. */
  readonly spanId: string;
  readonly sampled: boolean;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const SAMPLED = 0x01;

/**
 * Reads a `traceparent` header. Undefined for an invalid one, which is to be ignored. A newer version is read as ours,
 * as the standard says.
 */
export function parseTraceparent(header: string | undefined): TraceContext | undefined {
  const match = TRACEPARENT.exec(header ?? '');
  if (!match) return undefined;
  const [, version, traceId = '', spanId = '', flags = '', rest] = match;
  const invalid = version === 'ff' || /^0+$/.test(traceId) || /^0+$/.test(spanId);
  if (invalid || (version === '00' && rest !== undefined)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & SAMPLED) === SAMPLED };
}

export function formatTraceparent({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

/** The next step of a trace, or the first of a new one. */
export function childTrace(parent: TraceContext | undefined): TraceContext {
  const spanId = newId(8);
  return parent ? { ...parent, spanId } : { traceId: newId(16), spanId, sampled: true };
}

/** `childTrace` for headers: the `traceparent` to send on. */
export function childTraceparent(parent: string | undefined): string {
  return formatTraceparent(childTrace(parseTraceparent(parent)));
}

/** Random bytes are fetched by the page: a system call per id is a tenth of the gateway's cost of a request. */
const POOL_BYTES = 4_096;
let pool = Buffer.alloc(0);
let used = 0;

/** Random, and never all zeros, which the standard reserves for "none". */
function newId(bytes: number): string {
  for (;;) {
    if (used + bytes > pool.length) {
      pool = randomBytes(POOL_BYTES);
      used = 0;
    }
    const id = pool.toString('hex', used, used + bytes);
    used += bytes;
    if (!/^0+$/.test(id)) return id;
  }
}
