import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const GCM = { authTagLength: TAG_BYTES };

/** nonce (12) ‖ ciphertext ‖ tag (16), AES-256-GCM. `place`: the row that it is bound to. */
export function seal(key: Buffer, place: string, plain: string | Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, GCM).setAAD(Buffer.from(place, 'utf8'));
  return Buffer.concat([nonce, cipher.update(Buffer.from(plain)), cipher.final(), cipher.getAuthTag()]);
}

/** @throws Error when it was sealed under another key, or for another row */
export function openSealed(key: Buffer, place: string, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), GCM)
    .setAAD(Buffer.from(place, 'utf8'))
    .setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}
