import { createHmac, timingSafeEqual } from 'node:crypto';

/** The parts of a refresh token: base64url(session id (16 bytes) ‖ generation (4) ‖ HMAC-SHA256 of both (32)). */
export interface ReadToken {
  readonly sessionId: string;
  /** 1 for the first token of a session; each use of the newest gives the next. */
  readonly generation: number;
  readonly mac: Buffer;
}

const ID_BYTES = 16;
const MAC_BYTES = 32;
const TOKEN_BYTES = ID_BYTES + 4 + MAC_BYTES;
const TOKEN = /^[A-Za-z0-9_-]{70}$/;

/**
 * The key of a session's tokens: half of it is in the session's row, half is a platform key, which the master key
 * wraps. Neither half alone makes a token.
 */
export function tokenKey(platformKey: Buffer, sessionKey: Buffer): Buffer {
  return createHmac('sha256', platformKey).update('refresh-token/v1\n').update(sessionKey).digest();
}

export function refreshToken(key: Buffer, sessionId: string, generation: number): string {
  const head = headOf(sessionId, generation);
  return Buffer.concat([head, macOf(key, head)]).toString('base64url');
}

/** The parts of a token, unchecked; undefined for another text. */
export function readToken(token: string): ReadToken | undefined {
  if (!TOKEN.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== TOKEN_BYTES) return undefined;
  const hex = bytes.subarray(0, ID_BYTES).toString('hex');
  const sessionId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { sessionId, generation: bytes.readUInt32BE(ID_BYTES), mac: bytes.subarray(ID_BYTES + 4) };
}

export function isGenuine(key: Buffer, { sessionId, generation, mac }: ReadToken): boolean {
  return timingSafeEqual(macOf(key, headOf(sessionId, generation)), mac);
}

function headOf(sessionId: string, generation: number): Buffer {
  const head = Buffer.alloc(ID_BYTES + 4);
  head.write(sessionId.replaceAll('-', ''), 0, 'hex');
  head.writeUInt32BE(generation, ID_BYTES);
  return head;
}

function macOf(key: Buffer, head: Buffer): Buffer {
  return createHmac('sha256', key).update(head).digest();
}
