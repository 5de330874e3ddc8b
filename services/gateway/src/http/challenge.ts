import type { FastifyRequest } from 'fastify';

const CHALLENGE = 'Bearer realm="opsledger"';

/** The refusals of a token; the other ones of kind 401 are about a password or a code in the body. */
const OF_TOKENS: ReadonlySet<string> = new Set(['UNAUTHENTICATED', 'SESSION_ENDED']);

/**
 * `WWW-Authenticate` (RFC 6750, 3): a request without a token is asked for one, and told no error; a token that is not
 * good is `invalid_token`; a caller who lacks the route's permission has an `insufficient_scope`.
 */
export function challengeOf(
  { headers, caller, routeOptions }: Pick<FastifyRequest, 'headers' | 'caller' | 'routeOptions'>,
  { status, code, title }: { readonly status: number; readonly code: string; readonly title: string },
): string | undefined {
  if (status === 401) {
    const hasToken = /^Bearer +\S/i.test(headers.authorization ?? '');
    return hasToken && OF_TOKENS.has(code) ? withError('invalid_token', title) : CHALLENGE;
  }
  if (code !== 'FORBIDDEN' || !caller) return undefined;
  const permission = routeOptions.config.admission?.permission;
  const isNamed = typeof permission === 'string' && permission.includes('.');
  return withError('insufficient_scope', title) + (isNamed ? `, scope="${permission}"` : '');
}

function withError(error: string, description: string): string {
  return `${CHALLENGE}, error="${error}", error_description="${description.replaceAll(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, '')}"`;
}
