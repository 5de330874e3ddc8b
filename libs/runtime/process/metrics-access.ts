import type { IncomingMessage } from 'node:http';
import { secretsMatch } from '#libs/identity';

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** From this host, or with the token. Requests that a proxy on this host passes on come from elsewhere. */
export function mayReadMetrics({ headers, socket }: IncomingMessage, metricsToken: string | undefined): boolean {
  const [, token] = /^Bearer +(\S.*)$/i.exec(headers.authorization ?? '') ?? [];
  if (metricsToken !== undefined && token !== undefined && secretsMatch(token, metricsToken)) return true;
  const isForwarded = 'x-forwarded-for' in headers || 'forwarded' in headers;
  return !isForwarded && LOOPBACK.has(socket.remoteAddress ?? '');
}
