import { LRUCache } from 'lru-cache';
import type { DataRecord } from './reading/file-reading';

/** A file that is read page by page. */
export interface FileCursor {
  readonly records: AsyncGenerator<DataRecord, void>;
  /** The record that comes next. */
  next: number;
}

/** Each holds its file open, and of a workbook all its packed bytes. */
const MAX_KEPT = 4;
const KEPT_MS = 30_000;

/**
 * The places up to which files were read, by import: the next page goes on from there, where else it would take a pass
 * over all before it. A cursor has one reader: it is taken, and kept again afterwards.
 */
export class FileCursors {
  private readonly kept = new LRUCache<string, FileCursor>({
    max: MAX_KEPT,
    ttl: KEPT_MS,
    ttlAutopurge: true,
    dispose: (cursor, _, why) => {
      if (why !== 'delete') closeCursor(cursor);
    },
  });

  /** Undefined: none is kept, or it is beyond the record. */
  take(importId: string, record: number): FileCursor | undefined {
    const cursor = this.kept.get(importId);
    if (!cursor || cursor.next > record) return undefined;
    this.kept.delete(importId);
    return cursor;
  }

  keep(importId: string, cursor: FileCursor): void {
    this.kept.set(importId, cursor);
  }
}

/** Nobody waits for the file to be closed, and a failure of it says nothing about what was read. */
export function closeCursor({ records }: FileCursor): void {
  records.return().catch(() => undefined);
}
