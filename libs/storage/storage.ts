import { createHash, randomUUID } from 'node:crypto';
import { DomainError } from '#contracts/errors';
import type { MediaType } from '#contracts/values/media-types';
import type { SubjectKey, SubjectKeys } from '#libs/privacy';
import type { Blobs } from './blobs';
import { SNIFFED_BYTES, mediaTypeOf } from './media-type';
import type { ObjectTable, StoredObject } from './object-table';
import { openStream, sealStream } from './stream-cipher';

export interface PutOptions {
  /** The size limit in bytes; the first byte beyond it is refused. */
  readonly limit: number;
  /** The accepted kinds, detected from the bytes. Default: all. */
  readonly takes?: readonly MediaType[];
  /** The data subject: the bytes are encrypted under their key. */
  readonly subject?: string;
}

export interface NewObject extends StoredObject {
  /** The SHA-256 of the original bytes, in hexadecimal; not to be kept for personal data. */
  readonly digest: string;
}

export interface StorageOptions {
  readonly blobs: Blobs;
  readonly objects: ObjectTable;
  readonly keys: Pick<SubjectKeys, 'current' | 'byId'>;
  /** The longest time an object may wait for its claim, in milliseconds. Default: a day. */
  readonly pendingMs?: number;
}

const DAY_MS = 86_400_000;
const PAGE = 200;

/** The size, kind and digest of the bytes, computed as they pass. */
class Passage {
  size = 0;
  private head = Buffer.alloc(0);
  private readonly hash = createHash('sha256');

  constructor(private readonly options: PutOptions) {}

  async *through(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let isChecked = false;
    for await (const piece of source) {
      this.size += piece.length;
      if (this.size > this.options.limit) throw tooLarge(this.options.limit);
      this.hash.update(piece);
      if (this.head.length < SNIFFED_BYTES) {
        this.head = Buffer.concat([this.head, piece.subarray(0, SNIFFED_BYTES - this.head.length)]);
      }
      if (!isChecked && this.head.length === SNIFFED_BYTES) isChecked = this.check();
      yield piece;
    }
    if (!isChecked) this.check();
  }

  /** To be asked for once. */
  digest(): string {
    return this.hash.digest('hex');
  }

  get mediaType(): MediaType {
    return mediaTypeOf(this.head);
  }

  private check(): boolean {
    const { takes } = this.options;
    if (!takes || takes.includes(this.mediaType)) return true;
    throw new DomainError('UNSUPPORTED_MEDIA_TYPE', `This is ${this.mediaType}; it must be ${takes.join(' or ')}`);
  }
}

/**
 * Files of organisations, named by random ids. The row is written before the bytes and removed after them: so after any
 * crash every stored object has a row, and unclaimed objects are swept.
 */
export class Storage {
  constructor(private readonly options: StorageOptions) {}

  /**
   * Stores a stream; pending until `claim`.
   * @throws DomainError `PAYLOAD_TOO_LARGE`, `UNSUPPORTED_MEDIA_TYPE`, `NOT_FOUND` (an erased person) or
   *   `SERVICE_UNAVAILABLE` (the store is full or away): then nothing is stored
   */
  async put(tenantId: string, source: AsyncIterable<Uint8Array>, options: PutOptions): Promise<NewObject> {
    const { blobs, objects } = this.options;
    const [id, passage] = [randomUUID(), new Passage(options)];
    const key = options.subject === undefined ? undefined : await this.currentKey(tenantId, options.subject);
    await objects.begin(id, tenantId, options.subject ?? null);
    try {
      const plain = passage.through(source);
      await blobs.write({ tenantId, id }, key ? sealStream(key, id, plain) : plain);
      const { size, mediaType } = passage;
      const digest = passage.digest();
      const stored = await objects.complete(id, { size, mediaType, sha256: key ? null : digest });
      if (!stored) throw new DomainError('SERVICE_UNAVAILABLE', 'Storing this took longer than it may wait');
      return { ...stored, digest };
    } catch (error) {
      await this.clear(tenantId, id);
      throw asRefusal(error);
    }
  }

  /** @throws DomainError `NOT_FOUND`, also where the person whose data it is was erased */
  async get(
    tenantId: string,
    id: string,
  ): Promise<{ readonly object: StoredObject; readonly bytes: AsyncIterable<Uint8Array> }> {
    const object = await this.head(tenantId, id);
    const bytes = await this.options.blobs.read({ tenantId, id });
    if (object.subject === null) return { object, bytes };
    return { object, bytes: openStream((keyId) => this.keyOf(keyId), id, bytes) };
  }

  /**
   * A part of an object that is nobody's personal data, for readers who take it part by part. Shorter at the end.
   * @throws DomainError `NOT_FOUND`
   */
  async part(
    tenantId: string,
    id: string,
    { offset, length }: { readonly offset: number; readonly length: number },
  ): Promise<Buffer> {
    const { subject } = await this.head(tenantId, id);
    if (subject !== null) throw new TypeError('personal bytes are read as a whole');
    const pieces: Uint8Array[] = [];
    let left = length;
    for await (const piece of await this.options.blobs.read({ tenantId, id }, offset)) {
      pieces.push(piece.subarray(0, left));
      left -= pieces.at(-1)?.length ?? 0;
      if (left === 0) break;
    }
    return Buffer.concat(pieces);
  }

  /** @throws DomainError `NOT_FOUND` */
  async head(tenantId: string, id: string): Promise<StoredObject> {
    const object = await this.options.objects.find(tenantId, id);
    if (!object) throw notFound();
    return object;
  }

  /** Removing a missing object changes nothing. */
  async remove(tenantId: string, id: string): Promise<void> {
    const { blobs, objects } = this.options;
    await objects.markRemoving(tenantId, id);
    await blobs.remove({ tenantId, id });
    await objects.forget(tenantId, id);
  }

  /** The objects of one organisation, in the order of their ids. */
  async *list(tenantId: string): AsyncGenerator<StoredObject> {
    let after: string | undefined;
    for (;;) {
      const page = await this.options.objects.page(tenantId, after, PAGE);
      yield* page;
      if (page.length < PAGE) return;
      after = page.at(-1)?.id;
    }
  }

  /**
   * Keeps the object for a command until it is removed. @throws DomainError `NOT_FOUND`, also if another has claimed it
   */
  async claim(tenantId: string, id: string, claimant: string): Promise<StoredObject> {
    const claimed = await this.options.objects.claim(tenantId, id, claimant);
    if (!claimed) throw notFound();
    return claimed;
  }

  /** Removes an object that is unclaimed, or claimed by this claimant alone; keeps any other. */
  async discard(tenantId: string, id: string, claimant?: string): Promise<void> {
    if (await this.options.objects.markDiscarded(tenantId, id, claimant)) await this.remove(tenantId, id);
  }

  /** Removes every object of a person. */
  async erase(tenantId: string, subject: string): Promise<void> {
    for (const id of await this.options.objects.idsOf(tenantId, subject)) await this.remove(tenantId, id);
  }

  /** Removes objects unclaimed for a day, and the remains of dead processes. Returns the number. */
  async sweep(): Promise<number> {
    const { blobs, objects, pendingMs = DAY_MS } = this.options;
    let swept = 0;
    for (;;) {
      const old = await objects.markOld(pendingMs);
      for (const { tenantId, id } of old) {
        await blobs.remove({ tenantId, id });
        await objects.forget(tenantId, id);
      }
      swept += old.length;
      if (old.length === 0) return swept;
    }
  }

  private async currentKey(tenantId: string, subject: string): Promise<SubjectKey> {
    const key = await this.options.keys.current({ tenantId, subject });
    if (!key) throw new DomainError('NOT_FOUND', 'This person was erased');
    return key;
  }

  private async keyOf(keyId: string): Promise<SubjectKey> {
    const key = (await this.options.keys.byId(new Set([keyId]))).get(keyId);
    if (!key) throw notFound();
    return key;
  }

  /** An object that cannot be removed now is swept later. */
  private async clear(tenantId: string, id: string): Promise<void> {
    try {
      await this.options.blobs.remove({ tenantId, id });
      await this.options.objects.forget(tenantId, id);
    } catch {
      // The original fault is the one to report; the sweep finds the row.
    }
  }
}

const FULL = new Set(['ENOSPC', 'EDQUOT']);

function asRefusal(error: unknown): unknown {
  if (!FULL.has((error as NodeJS.ErrnoException).code ?? '')) return error;
  const refusal = new DomainError('SERVICE_UNAVAILABLE', 'There is no room left to store this');
  refusal.cause = error;
  return refusal;
}

function notFound(): DomainError {
  return new DomainError('NOT_FOUND', 'There is no such file');
}

function tooLarge(limit: number): DomainError {
  return new DomainError('PAYLOAD_TOO_LARGE', `A file may have ${limit} bytes`, { limit });
}
