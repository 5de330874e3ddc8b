import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { DomainError } from '#contracts/errors';
import { invalid } from '#contracts/validation';

/** The largest body of a request, in bytes. */
export const MAX_BODY_BYTES = 512 * 1024;

/** Takes JSON and nothing else. No body at all is left to the contract's rules. */
export function takeJsonOnly(instance: FastifyInstance): void {
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseJson(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });
}

function parseJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  if (!isUtf8(body)) throw malformed('must be UTF-8');
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    // The parser's message quotes the body, which may hold a secret.
    throw malformed('must be well-formed JSON');
  }
}

function malformed(message: string): DomainError {
  return invalid([{ pointer: '', code: 'FORMAT', message }]);
}

/** Refuses by its headers what will not be read: in this order, too large, or coded in a way that is not understood. */
export function refuseByHeaders(headers: Readonly<Record<string, unknown>>): void {
  if (Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw new DomainError('PAYLOAD_TOO_LARGE');
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new DomainError('UNSUPPORTED_MEDIA_TYPE', 'Send the body without Content-Encoding');
  }
}
