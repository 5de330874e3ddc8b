import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { CIRCUMSTANCES } from '#contracts/bus-envelope';
import { MAX_USER_AGENT } from '#contracts/values/user-agent';
import { plainAddress, type RequestContext, type VerifiedToken } from '#libs/identity';
import { childTrace, formatTraceparent, parseTraceparent } from '#libs/observability';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before anything else of a request is looked at. */
    edge: RequestEdge;
    /** Who asks, and with which token; undefined until it is known, and on public routes. */
    caller: VerifiedToken | undefined;
    accessToken: string | undefined;
  }
}

/** What is known of a request at its arrival. */
export interface RequestEdge {
  readonly requestId: string;
  readonly traceId: string;
  /** Of this step: what is sent on. */
  readonly traceparent: string;
  /** Where it came from; empty where the connection was gone before it could be asked. */
  readonly ip: string;
  /** Milliseconds of the monotonic clock. */
  readonly startedAt: number;
}

const REQUEST_ID = /^[A-Za-z0-9._:-]{1,128}$/;

/** A request id or a trace that cannot be read is not worth a refusal: it is replaced. */
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

/** What the events' metadata keeps of the connection, encrypted. */
export function connectionOf({
  headers,
  edge: { ip },
}: Pick<FastifyRequest, 'headers' | 'edge'>): Pick<RequestContext, 'ip' | 'userAgent'> {
  // Node lets control characters of Latin-1 through, and a proxy may name any text as an address.
  const userAgent = headers['user-agent']?.replaceAll(/\p{Cc}/gu, ' ').slice(0, MAX_USER_AGENT);
  return { ...(CIRCUMSTANCES.ip.test(ip) && { ip }), ...(userAgent && { userAgent }) };
}
