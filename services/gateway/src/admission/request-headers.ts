import type { IncomingMessage } from 'node:http';
import { DomainError } from '#contracts/errors';
import type { BodyRule } from './declaration';
import { headerFault } from './header-fault';

type Headers = IncomingMessage['headers'];

/** A name or an address with an optional port (RFC 9112, 3.2); empty where the address has no host. */
const HOST = /^(?:[\w.~!$&'()*+,;=%-]*|\[[\da-fA-F:.]+\])(?::\d{0,5})?$/;

/**
 * Refuses a request that another server on its way could read differently: more than one host, or a transfer coding
 * besides `chunked`. Node accepts both.
 *
 * @throws DomainError `VALIDATION_FAILED`, `TRANSFER_CODING_UNKNOWN`
 */
export function refuseAmbiguous({ httpVersion, headers, rawHeaders }: IncomingMessage): void {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length;
  if (hosts === 0 && httpVersion === '1.1') throw headerFault('Host', 'is needed in a request of HTTP/1.1');
  if (hosts > 1) throw headerFault('Host', 'must be given once');
  if (headers.host !== undefined && !HOST.test(headers.host)) throw headerFault('Host', 'must be a name and a port');
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && coding.trim().toLowerCase() !== 'chunked') {
    throw new DomainError('TRANSFER_CODING_UNKNOWN');
  }
}

/**
 * Refuses a body by its headers, before it is read. In this order: too large, coded, of another media type.
 *
 * @throws DomainError `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`
 */
export function refuseBody(headers: Headers, { maxBytes, mediaTypes }: BodyRule): void {
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw new DomainError('PAYLOAD_TOO_LARGE');
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (coding !== 'identity') {
    throw new DomainError('UNSUPPORTED_MEDIA_TYPE', 'Send the body without Content-Encoding');
  }
  if (mediaTypes === 'any' || !hasBody(headers)) return;
  const media = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (!mediaTypes.includes(media)) {
    throw new DomainError('UNSUPPORTED_MEDIA_TYPE', `The body must be ${mediaTypes.join(' or ')}`);
  }
}

/** Whether a body was announced. */
export function hasBody(headers: Headers): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
