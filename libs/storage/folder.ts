import { open as openFile, mkdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BlobMissing, pathOf, type BlobKey, type Blobs } from './blobs';

const READ_BYTES = 64 * 1024;

export interface FolderOptions {
  readonly root: string;
  /** The file system, for tests of disks that fail. Default: Node's. */
  readonly open?: (path: string, flags: string, mode?: number) => Promise<FileHandle>;
}

/** Bytes in a folder: written beside their place, made durable, then renamed. */
export class FolderBlobs implements Blobs {
  private readonly open: NonNullable<FolderOptions['open']>;

  constructor(private readonly options: FolderOptions) {
    this.open = options.open ?? openFile;
  }

  async write(key: BlobKey, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const path = this.placeOf(key);
    const part = `${path}.part`;
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    try {
      await this.fill(part, bytes);
      await rename(part, path);
      await this.makeDurable(dirname(path));
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
  }

  async read(key: BlobKey, from = 0): Promise<AsyncIterable<Uint8Array>> {
    const path = this.placeOf(key);
    try {
      await stat(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new BlobMissing(`no file for object ${key.id}`);
      throw error;
    }
    return this.piecesOf(path, from);
  }

  /** Opens the file with the first read, so that an unread stream holds no file. */
  private async *piecesOf(path: string, from: number): AsyncGenerator<Uint8Array> {
    const file = await this.open(path, 'r');
    try {
      for (let at = from; ;) {
        const { bytesRead, buffer } = await file.read(Buffer.alloc(READ_BYTES), 0, READ_BYTES, at);
        if (bytesRead === 0) return;
        at += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  }

  async remove(key: BlobKey): Promise<void> {
    const path = this.placeOf(key);
    await Promise.all([rm(path, { force: true }), rm(`${path}.part`, { force: true })]);
  }

  private placeOf(key: BlobKey): string {
    return join(this.options.root, pathOf(key));
  }

  private async fill(part: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const file = await this.open(part, 'w', 0o600);
    try {
      for await (const piece of bytes) await file.writeFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  /** Syncs the folder: only then is the new name on the disk. */
  private async makeDurable(folder: string): Promise<void> {
    const handle = await this.open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}
