import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import type { SubjectKey } from '#libs/privacy';

/**
 * The stored form of personal bytes. This layout outlives releases: it never changes, and a new form gets a new mark.
 *
 *     OLS1 ‖ key id (16 bytes) ‖ chunk ‖ chunk ‖ …
 *
 * - a chunk is 64 KiB of the file, the last one less (possibly none), sealed with AES-256-GCM: ciphertext ‖ tag (16)
 * - its key is HKDF-SHA-256(the subject's data key, salt: the object's id, info: `ols1`): one for each object
 * - its nonce is the chunk's number (8 bytes) ‖ 0 or, for the last chunk, 1 (4 bytes), so that chunks can be neither
 *   moved nor cut off
 */
const MARK = Buffer.from('OLS1');
const HEADER_BYTES = MARK.length + 16;
const CHUNK_BYTES = 64 * 1024;
const TAG_BYTES = 16;
const GCM = { authTagLength: TAG_BYTES };

/** Bytes that their key does not decrypt: changed, cut off, or of another object. */
export class UndecipherableObject extends Error {
  override readonly name = 'UndecipherableObject';
}

export async function* sealStream(
  key: SubjectKey,
  objectId: string,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const secret = secretOf(key, objectId);
  yield Buffer.concat([MARK, idBytes(key.id)]);
  for await (const { chunk, index, isLast } of chunksOf(bytes, CHUNK_BYTES)) {
    const cipher = createCipheriv('aes-256-gcm', secret, nonceOf(index, isLast), GCM);
    yield Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]);
  }
}

/** @throws UndecipherableObject, before the first wrong byte is returned */
export async function* openStream(
  keyOf: (keyId: string) => Promise<SubjectKey>,
  objectId: string,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let secret: Buffer | undefined;
  for await (const { chunk, index, isLast } of chunksOf(bytes, CHUNK_BYTES + TAG_BYTES, HEADER_BYTES)) {
    if (!secret) {
      if (chunk.length !== HEADER_BYTES || !chunk.subarray(0, MARK.length).equals(MARK))
        throw new UndecipherableObject();
      secret = secretOf(await keyOf(textOf(chunk.subarray(MARK.length))), objectId);
      if (isLast) throw new UndecipherableObject('the object has no chunk');
      continue;
    }
    if (chunk.length < TAG_BYTES) throw new UndecipherableObject('the object is cut off');
    const decipher = createDecipheriv('aes-256-gcm', secret, nonceOf(index - 1, isLast), GCM);
    decipher.setAuthTag(chunk.subarray(-TAG_BYTES));
    const opened = decipher.update(chunk.subarray(0, -TAG_BYTES));
    try {
      decipher.final();
    } catch (error) {
      throw new UndecipherableObject(`chunk ${index - 1} does not open`, { cause: error });
    }
    yield opened;
  }
}

/**
 * Pieces of one size, at least one. One piece is held back, so that the last one is known. `first`: the size of the
 * first.
 */
async function* chunksOf(bytes: AsyncIterable<Uint8Array>, size: number, first = size) {
  let held = Buffer.alloc(0);
  let index = 0;
  for await (const piece of bytes) {
    held = Buffer.concat([held, piece]);
    for (let wanted = index === 0 ? first : size; held.length > wanted; wanted = size) {
      yield { chunk: held.subarray(0, wanted), index: index++, isLast: false };
      held = held.subarray(wanted);
    }
  }
  yield { chunk: held, index, isLast: true };
}

function secretOf(key: SubjectKey, objectId: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key.secret.export(), idBytes(objectId), 'ols1', 32));
}

function nonceOf(index: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(index));
  nonce.writeUInt32BE(isLast ? 1 : 0, 8);
  return nonce;
}

function idBytes(id: string): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

function textOf(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
