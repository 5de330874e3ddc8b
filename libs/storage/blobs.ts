/** The store of the bytes: a folder, or S3. `Storage` makes the keys from two UUIDs; they hold nothing else. */
export interface Blobs {
  /** All or nothing: a write that fails leaves no blob under the key. Writing a key again replaces the blob. */
  write(key: BlobKey, bytes: AsyncIterable<Uint8Array>): Promise<void>;
  /** From the byte at `from` on. Default: 0. @throws BlobMissing */
  read(key: BlobKey, from?: number): Promise<AsyncIterable<Uint8Array>>;
  /** Also removes the remains of an interrupted write. Removing a missing blob changes nothing. */
  remove(key: BlobKey): Promise<void>;
}

export interface BlobKey {
  readonly tenantId: string;
  readonly id: string;
}

/** The bytes of a row are missing: the store was emptied, or restored in part. */
export class BlobMissing extends Error {
  override readonly name = 'BlobMissing';
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** `<tenant>/<first two digits>/<id>`. @throws TypeError for anything but UUIDs, so that no path leads elsewhere */
export function pathOf({ tenantId, id }: BlobKey): string {
  if (!UUID.test(tenantId) || !UUID.test(id)) throw new TypeError('a stored object is named by two UUIDs');
  return `${tenantId}/${id.slice(0, 2)}/${id}`;
}
