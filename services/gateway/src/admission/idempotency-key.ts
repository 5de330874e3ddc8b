import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { headerFault } from './header-fault';

declare module 'fastify' {
  interface FastifyRequest {
    /** The key of a command, without quotes; undefined where the route takes none, and for an invalid key. */
    idempotencyKey: string | undefined;
  }
}

const HEADER = 'Idempotency-Key';
const KEY = /^[\x21-\x7e]{1,255}$/;

/** A string of RFC 9651 (3.3.3). */
const QUOTED = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;

/** The key in a header, bare or quoted; undefined for an invalid header. */
export function readKey(header: string): string | undefined {
  const isQuoted = header.length > 1 && header.startsWith('"') && header.endsWith('"');
  const key = isQuoted ? QUOTED.exec(header)?.[1]?.replaceAll(/\\(["\\])/g, '$1') : header;
  return key !== undefined && KEY.test(key) ? key : undefined;
}

/**
 * Gives a command its key before any check can refuse it: the caller's, or a new one. Every answer carries the key,
 * also one that is written to the raw connection. A refused header is not echoed: the refusal carries a new key.
 */
export function assignKey(request: FastifyRequest, reply: FastifyReply): void {
  const given = request.headers['idempotency-key'];
  const key = typeof given === 'string' ? readKey(given) : undefined;
  const made = randomUUID();
  request.idempotencyKey = given === undefined ? made : key;
  reply.raw.setHeader(HEADER, key === undefined ? made : String(given));
}

/** @throws DomainError `VALIDATION_FAILED` where the header gives no key */
export function keyOf({ idempotencyKey }: Pick<FastifyRequest, 'idempotencyKey'>): string {
  if (idempotencyKey !== undefined) return idempotencyKey;
  throw headerFault(HEADER, 'must be 1 to 255 visible ASCII characters, bare or in quotes');
}
