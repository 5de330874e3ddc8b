import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { CIRCUMSTANCES } from '#contracts/bus-envelope';
import { MAX_USER_AGENT } from '#contracts/values/user-agent';
import { plainAddress, type RequestContext, type VerifiedToken } from '#libs/identity';
import { childTrace, formatTraceparent, parseTraceparent } from '#libs/observability';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before anything else of a request is read. */
    edge: RequestEdge;
    /** The caller and their token; undefined until they are known, and on public routes. */
    caller: VerifiedToken | undefined;
    accessToken: string | undefined;
  }
}

/** The facts known of a request at its arrival. */
export interface RequestEdge {
  readonly requestId: string;
  readonly traceId: string;
  /** The trace of this step, which is sent on. */
  readonly traceparent: string;
  /** The client's address; empty if the connection was gone before it could be read. */
  readonly ip: string;
  /** Milliseconds of the monotonic clock. */
  readonly startedAt: number;
}

const REQUEST_ID = /^[A-Za-z0-9._:-]{1,128}$/;

/** An unreadable request id or trace is replaced, not refused. */
export function requestEdge({ headers, ip }: { readonly headers: FastifyRequest['headers']; readonly ip?: string }) {
  const given = headers['x-request-id'];
  const parent = headers['traceparent'];
  const trace = childTrace(parseTraceparent(typeof parent === 'string' ? parent : undefined));
  return {
    requestId: typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID(),
    traceId: trace.traceId,
    traceparent: formatTraceparent(trace),
    ip: plainAddress(ip ?? ''),
    startedAt: performance.now(),
  } satisfies RequestEdge;
}

/** The connection's data that events keep in their metadata, encrypted. */
export function connectionOf({
  headers,
  edge: { ip },
}: Pick<FastifyRequest, 'headers' | 'edge'>): Pick<RequestContext, 'ip' | 'userAgent'> {
  // Node lets control characters of Latin-1 through, and a proxy may send any text as an address.
  const userAgent = headers['user-agent']?.replaceAll(/\p{Cc}/gu, ' ').slice(0, MAX_USER_AGENT);
  return { ...(CIRCUMSTANCES.ip.test(ip) && { ip }), ...(userAgent && { userAgent }) };
}
