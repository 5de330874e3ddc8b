import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const GCM = { authTagLength: TAG_BYTES };

/** The row of a secret: what is sealed for one opens for no other. */
export interface SecretRow {
  readonly factorId: string;
  readonly accountId: string;
}

/** nonce (12) ‖ ciphertext ‖ tag (16), AES-256-GCM under a key of the platform. */
export function sealSecret(key: Buffer, row: SecretRow, secret: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, GCM).setAAD(boundTo(row));
  return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
}

/** @throws Error when it was sealed under another key, or for another row */
export function openSecret(key: Buffer, row: SecretRow, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), GCM)
    .setAAD(boundTo(row))
    .setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}

function boundTo({ factorId, accountId }: SecretRow): Buffer {
  return Buffer.from(`totp-secret/v1\n${factorId}\n${accountId}`, 'utf8');
}
