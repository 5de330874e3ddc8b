import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { headerFault } from './header-fault';

declare module 'fastify' {
  interface FastifyRequest {
    /** Of a command: its key without quotes. Undefined where the route takes none, and for a key that is none. */
    idempotencyKey: string | undefined;
  }
}

const HEADER = 'Idempotency-Key';
const KEY = /^[\x21-\x7e]{1,255}$/;

/** A string of RFC 9651 (3.3.3). */
const QUOTED = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;

/** The key that a header gives, bare or quoted; undefined for a header that gives none. */
export function readKey(header: string): string | undefined {
  const isQuoted = header.length > 1 && header.startsWith('"') && header.endsWith('"');
  const key = isQuoted ? QUOTED.exec(header)?.[1]?.replaceAll(/\\(["\\])/g, '$1') : header;
  return key !== undefined && KEY.test(key) ? key : undefined;
}

/**
 * Gives a command its key before anything can refuse it: the caller's, or a new one. Every answer carries it, also one
 * that is written to the bare connection. A header that is no key is not repeated: the refusal carries a new one.
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
