import type { ImportFault } from '#contracts/imports/import-events';
import { foldedText } from '#contracts/values/text-folding';
import type { PartsOfThings, RowFault, RowValues, WholeThing } from '../import-kind';
import { readRow } from '../reading/cell-reading';
import type { DataRecord, FileReading } from '../reading/file-reading';

/** A row of the file as it was read by itself. */
export type RowRead = { readonly values: RowValues } | { readonly fault: Omit<ImportFault, 'record' | 'line'> };

interface Thing {
  /** One object for all of its rows. */
  readonly whole: WholeThing & { readonly rows: RowValues[] };
  readonly at: Pick<DataRecord, 'record' | 'line'>[];
  /** The first of its rows that is bad. */
  bad: Pick<DataRecord, 'record' | 'line'> | undefined;
  /** The fault of rows that are good one by one and do not go together. */
  fault: RowFault | undefined;
}

/** Stands for a cell that cannot be read. */
const UNREAD = null;
type Key = readonly (string | typeof UNREAD)[];

/**
 * The things that the rows of a file make. A bad row whose own thing cannot be told may be a part of each that the cells
 * that can be read do not rule out, and makes them bad: a thing without one of its rows would be another.
 */
export class ThingsOfRows {
  private readonly things = new Map<string, Thing>();
  /** The first bad row of each key with cells that cannot be read. */
  private readonly unread = new Map<string, Pick<DataRecord, 'record' | 'line'>>();

  constructor(
    private readonly parts: PartsOfThings,
    private readonly reading: Pick<FileReading, 'columns'>,
  ) {}

  see(data: DataRecord, read: RowRead): void {
    const { record, line } = data;
    if ('values' in read) {
      const thing = this.thingOf(this.keyOf(read.values), record);
      thing.whole.rows.push(read.values);
      thing.at.push({ record, line });
      return;
    }
    const key = this.readableKey(data, read.fault);
    if (!key.includes(UNREAD)) this.thingOf(key, record).bad ??= { record, line };
    else if (!this.unread.has(textOf(key))) this.unread.set(textOf(key), { record, line });
  }

  /** After the last row. */
  close(): void {
    for (const [text, thing] of this.things) {
      thing.bad ??= this.unreadRowOf(JSON.parse(text) as Key);
      if (thing.bad) continue;
      const fault = this.parts.faultOf(thing.whole.rows);
      thing.fault = fault;
      thing.bad = fault && thing.at[fault.at];
    }
  }

  /** The thing of a good row, or why it is bad with it. */
  of(record: number, values: RowValues): { readonly whole: WholeThing } | { readonly fault: RowFault } {
    const { whole, bad, fault } = this.thingOf(this.keyOf(values));
    if (!bad) return { whole };
    if (fault && bad.record === record) return { fault };
    const reason = `belongs together with record ${bad.record}, line ${bad.line}, which is bad`;
    return { fault: { column: null, code: 'PART_BAD', reason } };
  }

  /** `first`: the record that is seen. */
  private thingOf(key: Key, first = 0): Thing {
    const text = textOf(key);
    const known = this.things.get(text);
    if (known) return known;
    const thing: Thing = { whole: { first, rows: [] }, at: [], bad: undefined, fault: undefined };
    this.things.set(text, thing);
    return thing;
  }

  private keyOf(values: RowValues): Key {
    return this.parts.by.map((name) => keyPart(values[name]));
  }

  /** Behind a cell too many, the others stand under wrong headings. */
  private readableKey(data: DataRecord, { code }: Pick<ImportFault, 'code'>): Key {
    return this.parts.by.map((name) => {
      if (code === 'TOO_MANY_CELLS') return UNREAD;
      const columns = this.reading.columns.filter(({ column }) => column.name === name);
      const read = readRow(data, { columns, width: Number.POSITIVE_INFINITY });
      return 'fault' in read ? UNREAD : keyPart(read.values[name]);
    });
  }

  private unreadRowOf(key: Key) {
    if (this.unread.size === 0) return undefined;
    const variants = key.reduce<Key[]>(
      (made, part) =>
        made.flatMap((before) => [
          [...before, part],
          [...before, UNREAD],
        ]),
      [[]],
    );
    return variants.map((each) => this.unread.get(textOf(each))).find((found) => found !== undefined);
  }
}

/** Of a text; empty where there is none. */
function keyPart(value: unknown): string {
  return typeof value === 'string' ? foldedText(value) : '';
}

function textOf(key: Key): string {
  return JSON.stringify(key);
}
