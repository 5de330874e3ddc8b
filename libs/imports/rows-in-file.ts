import { LRUCache } from 'lru-cache';
import { declaredImport } from '#contracts/declare/import-declaration';
import { DomainError } from '#contracts/errors';
import type { FieldChange } from '#contracts/imports/import-events';
import { Places } from '#libs/event-sourcing';
import type { ImportBatch } from './batch/import-batch';
import { closeCursor, FileCursors, type FileCursor } from './file-cursors';
import { ImportFailed } from './import-failed';
import type { ImportParts } from './import-parts';
import { readRow } from './reading/cell-reading';
import { dataRecords, surveyFile, type FileReading } from './reading/file-reading';

/** A row as its file has it. */
export interface RowInFile {
  readonly line: number;
  /** The cells that have a value, as what they make of nothing; none for a row that cannot be read. */
  readonly values: readonly FieldChange[];
}

interface Asked {
  readonly tenantId: string;
  readonly importId: string;
  /** The first and the last record. */
  readonly from: number;
  readonly to: number;
}

/** The longest value that is shown. */
const SHOWN = 200;
/** Of so many files the columns and formats are remembered: to find them out takes a pass over the whole file. */
const MAX_READINGS = 20;
/** A page deep in a file takes a pass over all before it. */
const READERS_AT_ONCE = 2;
const READERS_WAITING = 64;

/**
 * Rows from the files of imports, for those who ask for them. A file is read again rather than recorded: the values of
 * 100,000 rows would be most of the log. A page that follows the one before goes on where that ended.
 */
export class RowsInFiles {
  private readonly readings = new LRUCache<string, Promise<FileReading>>({ max: MAX_READINGS });
  private readonly cursors = new FileCursors();
  private readonly readers = new Places(READERS_AT_ONCE, READERS_WAITING);

  constructor(private readonly storage: Pick<ImportParts['storage'], 'get'>) {}

  /**
   * By the record. Empty for a kind of personal data, and where the file is gone.
   * @throws DomainError `SERVICE_UNAVAILABLE` while too many read
   */
  async read(
    batch: Pick<ImportBatch, 'kind' | 'fileId' | 'mapping' | 'codePage' | 'timeZone'>,
    asked: Asked,
  ): Promise<ReadonlyMap<number, RowInFile>> {
    const kind = declaredImport(batch.kind);
    if (!kind || kind.isPersonal) return new Map();
    const source = async () => (await this.storage.get(asked.tenantId, batch.fileId)).bytes;
    const { mapping, codePage, timeZone } = batch;
    const places = { codePage: codePage ?? undefined, timeZone: timeZone ?? undefined };
    try {
      return await this.readers.run(async () => {
        const reading = await this.readingOf(asked.importId, () => surveyFile(source, { kind, mapping, ...places }));
        return this.page(reading, source, asked);
      });
    } catch (error) {
      const isGone = error instanceof DomainError && error.code === 'NOT_FOUND';
      if (isGone || error instanceof ImportFailed) return new Map();
      throw error;
    }
  }

  private async page(
    reading: FileReading,
    source: Parameters<typeof dataRecords>[0],
    asked: Asked,
  ): Promise<ReadonlyMap<number, RowInFile>> {
    const kept = this.cursors.take(asked.importId, asked.from);
    const cursor = kept ?? { records: dataRecords(source, reading), next: 1 };
    try {
      const { found, isOver } = await pageOf(cursor, asked, reading);
      if (!isOver) this.cursors.keep(asked.importId, cursor);
      return found;
    } catch (error) {
      closeCursor(cursor);
      // The store may have ended a stream that waited for its next page: the file is read anew.
      if (kept) return this.page(reading, source, asked);
      throw error;
    }
  }

  private async readingOf(importId: string, survey: () => Promise<FileReading>): Promise<FileReading> {
    const reading = this.readings.get(importId) ?? survey();
    this.readings.set(importId, reading);
    try {
      return await reading;
    } catch (error) {
      this.readings.delete(importId);
      throw error;
    }
  }
}

async function pageOf(cursor: FileCursor, { from, to }: Asked, reading: FileReading) {
  const found = new Map<number, RowInFile>();
  while (cursor.next <= to) {
    const { value: each, done } = await cursor.records.next();
    if (done) return { found, isOver: true };
    if (each.record >= from) found.set(each.record, { line: each.line, values: valuesOf(each, reading) });
    cursor.next = each.record + 1;
  }
  return { found, isOver: false };
}

function valuesOf(record: Parameters<typeof readRow>[0], reading: FileReading): readonly FieldChange[] {
  const read = readRow(record, reading);
  if ('fault' in read) return [];
  return Object.entries(read.values).map(([field, value]) => ({
    field,
    from: null,
    to: (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, SHOWN),
  }));
}
