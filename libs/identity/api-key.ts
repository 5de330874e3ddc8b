import { createHash, randomBytes } from 'node:crypto';
import { isUuid } from '#contracts/values/uuid';

/** The text of an API key: a prefix that scanners of leaked secrets find, its id, and 256 random bits. */
const PREFIX = 'olk_';
const ID_BYTES = 16;
const SECRET_BYTES = 32;
const KEY = /^olk_[A-Za-z0-9_-]{64}$/;

/** An API key as it is looked up: nothing here gives the key back. */
export interface ReadApiKey {
  readonly keyId: string;
  /** SHA-256 of the whole text, in hexadecimal: right for a random secret, which no dictionary holds. */
  readonly digest: string;
}

/** A new key with this id. Its text is shown once. */
export function newApiKey(keyId: string): { readonly text: string; readonly digest: string } {
  const id = Buffer.from(keyId.replaceAll('-', ''), 'hex');
  const text = PREFIX + Buffer.concat([id, randomBytes(SECRET_BYTES)]).toString('base64url');
  return { text, digest: digestOf(text) };
}

/** Whether a bearer's text is meant as an API key; no access token begins so. */
export function isApiKey(text: string): boolean {
  return text.startsWith(PREFIX);
}

/** Undefined if the text is no key, also where its first bytes are no id. */
export function readApiKey(text: string): ReadApiKey | undefined {
  if (!KEY.test(text)) return undefined;
  const id = Buffer.from(text.slice(PREFIX.length), 'base64url').subarray(0, ID_BYTES).toString('hex');
  const keyId = id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return isUuid(keyId) ? { keyId, digest: digestOf(text) } : undefined;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
