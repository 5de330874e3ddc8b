import { declaredImport } from '#contracts/declare/import-declaration';
import { DomainError } from '#contracts/errors';
import type { FieldChange } from '#contracts/imports/import-events';
import type { ImportBatch } from './batch/import-batch';
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
/** How so many files are read is remembered: to find out takes a pass over all of each. */
const MAX_READINGS = 20;

/**
 * Rows from the files of imports, for those who ask for them. A file is read again rather than recorded: the values of
 * 100,000 rows would be most of the log.
 */
export class RowsInFiles {
  private readonly readings = new Map<string, Promise<FileReading>>();

  constructor(private readonly storage: Pick<ImportParts['storage'], 'get'>) {}

  /** By the record. Empty for a kind of personal data, and where the file is gone. */
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
      const reading = await this.readingOf(asked.importId, () => surveyFile(source, { kind, mapping, ...places }));
      const found = new Map<number, RowInFile>();
      for await (const each of dataRecords(source, reading)) {
        if (each.record > asked.to) break;
        if (each.record >= asked.from) found.set(each.record, { line: each.line, values: valuesOf(each, reading) });
      }
      return found;
    } catch (error) {
      const isGone = error instanceof DomainError && error.code === 'NOT_FOUND';
      if (isGone || error instanceof ImportFailed) return new Map();
      throw error;
    }
  }

  private async readingOf(importId: string, survey: () => Promise<FileReading>): Promise<FileReading> {
    const reading = this.readings.get(importId) ?? survey();
    this.readings.delete(importId);
    this.readings.set(importId, reading);
    const [oldest] = this.readings.keys();
    if (oldest !== undefined && this.readings.size > MAX_READINGS) this.readings.delete(oldest);
    try {
      return await reading;
    } catch (error) {
      this.readings.delete(importId);
      throw error;
    }
  }
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
