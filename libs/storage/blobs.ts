/** Where the bytes are: a folder, or S3. Keys are made by `Storage` of two UUIDs and hold nothing else. */
export interface Blobs {
  /** All of it or nothing: what fails half-way leaves no blob under the key. Writing a key again replaces it. */
  write(key: BlobKey, bytes: AsyncIterable<Uint8Array>): Promise<void>;
  /** @throws BlobMissing */
  read(key: BlobKey): Promise<AsyncIterable<Uint8Array>>;
  /** Also of what a write that was cut off has left. Removing what is not there changes nothing. */
  remove(key: BlobKey): Promise<void>;
}

export interface BlobKey {
  readonly tenantId: string;
  readonly id: string;
}

/** There are no bytes where the table says that there are: the store was emptied, or restored in part. */
export class BlobMissing extends Error {
  override readonly name = 'BlobMissing';
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** `<tenant>/<first two digits>/<id>`. @throws TypeError for anything but UUIDs, so that no path leads elsewhere */
export function pathOf({ tenantId, id }: BlobKey): string {
  if (!UUID.test(tenantId) || !UUID.test(id)) throw new TypeError('a stored object is named by two UUIDs');
  return `${tenantId}/${id.slice(0, 2)}/${id}`;
}
