import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';

/**
 * The text that stands in the log for a personal value. These bytes are in an append-only log: they never change, a new
 * way gets a new prefix.
 *
 *     pd1.<key id>.<sealed>
 *
 * - `key id`: the UUID of the subject's data key, 16 bytes as base64url (22 characters)
 * - `sealed`: nonce (12 random bytes) ‖ ciphertext ‖ tag (16 bytes), AES-256-GCM, as base64url
 * - plaintext: the value as JSON in UTF-8, filled up with spaces to a multiple of 32 bytes, so that the length of a
 *   name does not outlive its key
 * - additional data: UTF-8 of `pd1\n<tenant id>\n<subject>\n<field>`, `field` being the name under which the text
 *   stands in the recorded data (`email`), or `metadata.ip`, `metadata.userAgent`
 */
const PREFIX = 'pd1.';
const SHAPE = /^pd1\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{80,}$/;
const SEALED_FROM = PREFIX.length + 23;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const GCM = { authTagLength: TAG_BYTES };
const BLOCK = 32;

/** The subject of personal data: a person (or other actor) as one tenant knows them. */
export interface Subject {
  readonly tenantId: string;
  /** An account's id, an employee's id, an actor's id: up to 128 letters, digits and `:_-`. */
  readonly subject: string;
}

/** A subject's data key, unwrapped. */
export interface SubjectKey extends Subject {
  /** UUID. */
  readonly id: string;
  readonly secret: KeyObject;
}

/** A text in the format above that its own key cannot decrypt. Holds no part of the value. */
export class UndecipherableField extends Error {
  override readonly name = 'UndecipherableField';
  constructor(
    readonly field: string,
    readonly keyId: string,
  ) {
    super(`field ${field} cannot be decrypted with key ${keyId}`);
  }
}

/** Whether a stored value is a text in the format above. */
export function isSealed(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith(PREFIX) && SHAPE.test(value);
}

/** The id of the key under which a text was encrypted. */
export function sealedUnder(text: string): string {
  const hex = Buffer.from(text.slice(PREFIX.length, SEALED_FROM - 1), 'base64url').toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Encrypts any JSON value. */
export function sealField(key: SubjectKey, field: string, value: unknown): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key.secret, nonce, GCM).setAAD(boundTo(key, field));
  const sealed = Buffer.concat([nonce, cipher.update(padded(value)), cipher.final(), cipher.getAuthTag()]);
  const keyId = Buffer.from(key.id.replaceAll('-', ''), 'hex');
  return `${PREFIX}${keyId.toString('base64url')}.${sealed.toString('base64url')}`;
}

/**
 * Decrypts a text that `isSealed`. @throws UndecipherableField when it was encrypted for another subject, field or key.
 */
export function openField(key: SubjectKey, field: string, text: string): unknown {
  const sealed = Buffer.from(text.slice(SEALED_FROM), 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key.secret, sealed.subarray(0, NONCE_BYTES), GCM)
    .setAAD(boundTo(key, field))
    .setAuthTag(sealed.subarray(-TAG_BYTES));
  const body = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
  try {
    decipher.final();
  } catch {
    throw new UndecipherableField(field, key.id);
  }
  return JSON.parse(body.toString('utf8')) as unknown;
}

function boundTo(key: Subject, field: string): Buffer {
  return Buffer.from(`pd1\n${key.tenantId}\n${key.subject}\n${field}`, 'utf8');
}

function padded(value: unknown): Buffer {
  const json = Buffer.from(JSON.stringify(value), 'utf8');
  const block = Buffer.alloc(Math.ceil(json.length / BLOCK) * BLOCK, ' ');
  json.copy(block);
  return block;
}
