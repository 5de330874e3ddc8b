import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const GCM = { authTagLength: TAG_BYTES };

/** A key as a table holds it: nonce (12) ‖ ciphertext (32) ‖ tag (16), and the id of the master key that wraps it. */
export interface WrappedKey {
  readonly wrapped: Buffer;
  readonly masterKeyId: string;
}

/** A row is wrapped by a master key that this process does not have. Names the key's id, never the key. */
export class MasterKeyMissing extends Error {
  override readonly name = 'MasterKeyMissing';
  constructor(readonly masterKeyId: string) {
    super(`a key is wrapped by master key ${masterKeyId}, which this process does not have`);
  }
}

/** A wrapped key cannot be unwrapped: its row was changed, or is another row's. */
export class WrappedKeyDamaged extends Error {
  override readonly name = 'WrappedKeyDamaged';
  constructor(readonly row: string) {
    super(`the wrapped key of ${row} cannot be unwrapped`);
  }
}

interface Master {
  readonly id: string;
  readonly wrapping: KeyObject;
}

/**
 * The master key, and older ones that still wrap keys. A wrapped key is bound to its row, so rows can't be exchanged.
 * An id is derived from its key, about which it tells nothing.
 */
export class MasterKeys {
  private readonly current: Master;
  private readonly byId: ReadonlyMap<string, Master>;

  /** Each key has 32 bytes. @throws TypeError for another length; the key itself is never in a message. */
  constructor(current: Buffer, retired: readonly Buffer[] = []) {
    this.current = master(current);
    this.byId = new Map([...retired.map(master), this.current].map((each) => [each.id, each]));
  }

  /** The id of the key that wraps new keys. */
  get currentId(): string {
    return this.current.id;
  }

  wrap(row: string, key: Buffer): WrappedKey {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.current.wrapping, nonce, GCM).setAAD(Buffer.from(row, 'utf8'));
    const sealed = Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
    return { wrapped: sealed, masterKeyId: this.current.id };
  }

  /** @throws MasterKeyMissing | WrappedKeyDamaged */
  unwrap(row: string, { wrapped, masterKeyId }: WrappedKey): Buffer {
    const by = this.byId.get(masterKeyId);
    if (!by) throw new MasterKeyMissing(masterKeyId);
    if (wrapped.length !== NONCE_BYTES + KEY_BYTES + TAG_BYTES) throw new WrappedKeyDamaged(row);
    const decipher = createDecipheriv('aes-256-gcm', by.wrapping, wrapped.subarray(0, NONCE_BYTES), GCM)
      .setAAD(Buffer.from(row, 'utf8'))
      .setAuthTag(wrapped.subarray(-TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(wrapped.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    } catch {
      throw new WrappedKeyDamaged(row);
    }
  }
}

/** A new random key of 32 bytes. */
export function randomKey(): Buffer {
  return randomBytes(KEY_BYTES);
}

function master(key: Buffer): Master {
  if (key.length !== KEY_BYTES) throw new TypeError(`a master key has ${KEY_BYTES} bytes, not ${key.length}`);
  return {
    id: derive(key, 'opsledger/master-key/id/v1', 8).toString('hex'),
    wrapping: createSecretKey(derive(key, 'opsledger/master-key/wrap/v1', KEY_BYTES)),
  };
}

function derive(key: Buffer, purpose: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), purpose, bytes));
}
