import { hash } from 'node:crypto';
import { CHUNK_ROWS, type ImportFault } from '#contracts/imports/import-events';
import type { ImportKind, RowFault, RowValues, WholeThing } from '../import-kind';
import { cellText } from '../reading/cell';
import { readRow } from '../reading/cell-reading';
import type { Source } from '../reading/encoding';
import { dataRecords, type DataRecord, type FileReading } from '../reading/file-reading';
import { ThingsOfRows, type RowRead } from './things-of-rows';

/** A record of the file as its kind reads it, or the reason why it is bad. */
export type ChunkRow = Pick<DataRecord, 'record' | 'line'> &
  (
    | {
        readonly values: RowValues;
        readonly followsNeeded: boolean;
        /** An earlier row supplies the key that this one draws on. */
        readonly followsSupply: boolean;
        /** Of a kind with `parts`. */
        readonly part?: { readonly whole: WholeThing };
      }
    | { readonly fault: ImportFault }
  );

/**
 * Reads a file chunk by chunk, forwards; for an earlier chunk it starts again. It keeps digests of the rows' keys, and the
 * rows only of a kind of which several make one thing.
 */
export class ChunkReader {
  private records: AsyncGenerator<DataRecord> | undefined;
  private next = 0;
  private seen = new Map<string, number>();
  private supplied = new Set<string>();
  private things: ThingsOfRows | undefined;

  constructor(
    private readonly source: Source,
    private readonly reading: FileReading,
    private readonly kind: ImportKind,
  ) {}

  async read(chunk: number): Promise<readonly ChunkRow[]> {
    if (!this.records || chunk < this.next) await this.begin();
    while (this.next < chunk) await this.advance();
    return this.advance();
  }

  async close(): Promise<void> {
    await this.records?.return(undefined);
    this.records = undefined;
  }

  private async begin(): Promise<void> {
    await this.close();
    this.things ??= await this.thingsOfFile();
    this.records = dataRecords(this.source, this.reading);
    this.next = 0;
    this.seen = new Map();
    this.supplied = new Set();
  }

  private async advance(): Promise<readonly ChunkRow[]> {
    const rows: ChunkRow[] = [];
    while (rows.length < CHUNK_ROWS) {
      const each = await this.records?.next();
      if (!each || each.done) break;
      rows.push(this.rowOf(each.value));
    }
    this.next++;
    return rows;
  }

  /** They take a pass over the whole file. */
  private async thingsOfFile(): Promise<ThingsOfRows | undefined> {
    if (!this.kind.parts) return undefined;
    const things = new ThingsOfRows(this.kind.parts, this.reading);
    for await (const data of dataRecords(this.source, this.reading)) things.see(data, this.readOf(data));
    things.close();
    return things;
  }

  /** A row by itself. */
  private readOf(data: DataRecord): RowRead {
    const read = readRow(data, this.reading);
    if ('fault' in read) return read;
    const { values } = read;
    const own = this.kind.faultOf?.(values);
    return own ? { fault: { ...own, value: this.cellAt(own, data) } } : { values };
  }

  private rowOf(data: DataRecord): ChunkRow {
    const { record, line } = data;
    const read = this.readOf(data);
    if ('fault' in read) return { record, line, fault: { record, line, ...read.fault } };
    const { values } = read;
    const part = this.things?.of(record, values);
    if (part && 'fault' in part) {
      return { record, line, fault: { record, line, ...part.fault, value: this.cellAt(part.fault, data) } };
    }
    const needed = this.kind.needs?.(values);
    const followsNeeded = needed !== undefined && this.seen.has(digestOf(needed));
    const good = {
      record,
      line,
      values,
      followsNeeded,
      followsSupply: this.followsSupply(values),
      ...(part && { part }),
    };
    const key = this.kind.identify?.(values);
    if (key === undefined) return good;
    const digest = digestOf(key);
    const before = this.seen.get(digest);
    if (before === undefined) {
      this.seen.set(digest, record);
      return good;
    }
    const reason = `is about what record ${before} of this file is about`;
    return { record, line, fault: { record, line, column: null, value: null, code: 'DUPLICATE', reason } };
  }

  /** As the file has it. */
  private cellAt({ column }: RowFault, { cells }: DataRecord): string | null {
    const reading = this.reading.columns.find((each) => each.column.name === column);
    return (reading && cellText(cells[reading.at]).slice(0, 200)) || null;
  }

  private followsSupply(values: RowValues): boolean {
    const { suppliedKey, drawnKey } = this.kind.settledByEarlierRows ?? {};
    const [supplied, drawn] = [suppliedKey?.(values), drawnKey?.(values)];
    const follows = drawn !== undefined && this.supplied.has(digestOf(drawn));
    if (supplied !== undefined) this.supplied.add(digestOf(supplied));
    return follows;
  }
}

function digestOf(key: string): string {
  return hash('sha256', key, 'base64').slice(0, 22);
}
