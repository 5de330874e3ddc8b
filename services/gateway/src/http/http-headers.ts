import type { FastifyReply, FastifyRequest } from 'fastify';

/** On every answer of the API: it is data for its caller only, never to be framed, cached for others or guessed at. */
const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

/** `publicUrl`: browsers come back over TLS alone where they came over it once. */
export function securityHeaders(publicUrl: string | undefined): Readonly<Record<string, string>> {
  if (!publicUrl?.startsWith('https:')) return SECURITY_HEADERS;
  return { ...SECURITY_HEADERS, 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' };
}

const EXPOSED = [
  'Allow',
  'Content-Disposition',
  'ETag',
  'Idempotency-Key',
  'Location',
  'OpsLedger-Position',
  'OpsLedger-Stale',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'WWW-Authenticate',
  'X-Request-Id',
  'traceparent',
].join(', ');

const PREFLIGHT_HEADERS: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
  'Access-Control-Allow-Headers':
    'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, OpsLedger-Position, X-Request-Id, traceparent',
  'Access-Control-Max-Age': '600',
};

/**
 * Lets browsers of exactly these origins read answers. A session in cookies is for pages of our own alone, so
 * credentials are not allowed. Returns true for a preflight, which is answered by its headers alone.
 */
export function allowOrigins(origins: readonly string[]): (request: FastifyRequest, reply: FastifyReply) => boolean {
  const allowed = new Set(origins);
  return (request, reply) => {
    const { origin } = request.headers;
    if (allowed.size > 0) reply.header('Vary', 'Origin');
    if (origin === undefined) return false;
    if (allowed.has(origin)) {
      reply.header('Access-Control-Allow-Origin', origin).header('Access-Control-Expose-Headers', EXPOSED);
    }
    const isPreflight = request.method === 'OPTIONS' && 'access-control-request-method' in request.headers;
    if (isPreflight && allowed.has(origin)) reply.headers(PREFLIGHT_HEADERS);
    return isPreflight;
  };
}
