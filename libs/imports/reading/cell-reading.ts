import type { FieldKind } from '#contracts/declare/field';
import type { ImportColumn } from '#contracts/declare/import-declaration';
import type { ImportFault } from '#contracts/imports/import-events';
import type { ClockChoice, DateFormat, NumberFormat } from '#contracts/imports/import-mapping';
import { instantsShowing } from '#contracts/values/local-time';
import type { RowValues } from '../import-kind';
import { cellText, type Cell, type TypedCell } from './cell';
import { ISO, readClock, readDate, readMoment, type DateOrder } from './date-format';
import { readNumber, readPlainNumber } from './number-format';
import { KnownCells } from './known-cells';
import type { FileRecord } from './records';

export type CellType = 'number' | 'date' | 'instant' | 'time' | 'flag' | 'choice' | 'text';

/** The format of the cells of one column. */
export interface ColumnReading {
  readonly at: number;
  readonly column: ImportColumn;
  readonly type: CellType;
  readonly numbers: NumberFormat;
  /** Numbers have no signs between thousands. */
  readonly isPlain: boolean;
  readonly dates: DateOrder;
  /** Of local times. */
  readonly timeZone: string;
  readonly times?: ClockChoice | undefined;
}

export const MAX_CELL = 10_000;
const SHOWN = 200;
const YES = new Set(['true', 'yes', 'y', 'ja', 'j', 'wahr', 'oui', 'x', '1']);
const NO = new Set(['false', 'no', 'n', 'nein', 'falsch', 'non', '0']);
const EXPONENT = /^\d+(?:[.,]\d+)?[eE][+-]?\d+$/;

export function cellTypeOf(kind: FieldKind): CellType {
  const schema = kind.schema({ use: 'request', nested: () => ({}) });
  const types = new Set([schema['type']].flat());
  if (types.has('number') || types.has('integer')) return 'number';
  if (types.has('boolean')) return 'flag';
  if (schema['format'] === 'date') return 'date';
  if (schema['format'] === 'date-time') return 'instant';
  if (schema['format'] === 'time') return 'time';
  return Array.isArray(schema['enum']) ? 'choice' : 'text';
}

export type ReadRow =
  { readonly values: RowValues } | { readonly fault: Pick<ImportFault, 'column' | 'value' | 'code' | 'reason'> };

/** Reads one record; the first fault makes it bad. */
export function readRow(
  { cells }: Pick<FileRecord, 'cells'>,
  { columns, width }: { readonly columns: readonly ColumnReading[]; readonly width: number },
): ReadRow {
  if (cells.length > width) return beyondHeading(cells, width);
  const values: Record<string, unknown> = {};
  for (const reading of columns) {
    const cell = cells[reading.at];
    const text = cellText(cell);
    const { name, isRequired } = reading.column;
    if (text === '') {
      if (isRequired) return faultOf(name, null, 'REQUIRED', 'is required');
      continue;
    }
    if (text.length > MAX_CELL) return faultOf(name, text, 'LENGTH', `must have at most ${MAX_CELL} characters`);
    const read = typeof cell === 'object' ? readCell(cell, text, reading) : readText(text, reading);
    if ('reason' in read) return faultOf(name, text, read.code, read.reason);
    values[name] = read.value;
  }
  return { values };
}

/** By the column; a list is made anew each time, since whoever gets it may change it. */
const known = new WeakMap<ColumnReading, KnownCells<ReadCell>>();

function readText(text: string, reading: ColumnReading): ReadCell {
  if (reading.column.kind.element) return readCell(text, text, reading);
  let cells = known.get(reading);
  if (!cells) known.set(reading, (cells = new KnownCells()));
  return cells.of(text, () => readCell(text, text, reading));
}

/** Such as `9,99` without quotes in a file with commas: the cells behind it stand under wrong headings. */
function beyondHeading(cells: readonly Cell[], width: number): ReadRow {
  const reason = 'has more cells than the heading; a text that holds the separator needs quotes';
  return faultOf(null, cellText(cells[width]), 'TOO_MANY_CELLS', reason);
}

function faultOf(column: string | null, value: string | null, code: string, reason: string): ReadRow {
  return { fault: { column, value: value?.slice(0, SHOWN) ?? null, code, reason } };
}

interface CellFault {
  readonly code: string;
  readonly reason: string;
}
type ReadCell = { readonly value: unknown } | CellFault;

const MADE_A_NUMBER: CellFault = {
  code: 'EXPONENT',
  reason: 'is a code that a spreadsheet made a number of; format the column as text',
};

function readCell(cell: Cell | undefined, text: string, reading: ColumnReading): ReadCell {
  const { kind, isCode } = reading.column;
  if (isCode && EXPONENT.test(text)) return MADE_A_NUMBER;
  const typed = typeof cell === 'object' ? typedCellText(cell, reading) : typedText(text, reading);
  if (typed === undefined) return { code: 'FORMAT', reason: `must be ${expected(reading)}` };
  if (typeof typed === 'object') return typed;
  const value = kind.fromText ? kind.fromText(typed) : typed;
  const broken = kind.rules.find((rule) => !rule.test(value));
  if (broken) return { code: broken.code, reason: broken.message };
  return { value: kind.normalise ? kind.normalise(value as never) : value };
}

function expected({ type, numbers, isPlain, dates }: ColumnReading): string {
  switch (type) {
    case 'number':
      return `a number like ${(isPlain ? PLAIN_NUMBER : NUMBER)[numbers]}, as the column has them`;
    case 'date':
      return `a date like ${DATE[dates.format]}, as the column has them`;
    case 'instant':
      return `a date and a time like ${DATE[dates.format]} 06:30, as the column has them`;
    case 'time':
      return 'a time of day like 06:30';
    case 'flag':
      return 'yes or no';
    case 'choice':
      return 'one of its words';
    case 'text':
      return 'text';
  }
}

const NUMBER: Readonly<Record<NumberFormat, string>> = { comma: '1.234,5', point: '1,234.5' };
const PLAIN_NUMBER: Readonly<Record<NumberFormat, string>> = { comma: '1234,5', point: '1234.5' };
const DATE: Readonly<Record<DateFormat, string>> = { ymd: '2026-12-31', dmy: '31.12.2026', mdy: '12/31/2026' };

function typedText(text: string, reading: ColumnReading): string | CellFault | undefined {
  const { type, numbers, isPlain, dates, column } = reading;
  switch (type) {
    case 'number':
      return isPlain ? readPlainNumber(text, numbers) : readNumber(text, numbers);
    case 'date':
      return readDate(text, dates);
    case 'instant':
      return instantText(readMoment(text, dates), reading);
    case 'time':
      return readClock(text)?.slice(0, 5);
    case 'flag':
      return YES.has(text.toLowerCase()) ? 'true' : NO.has(text.toLowerCase()) ? 'false' : undefined;
    case 'choice':
      return wordOf(text, column);
    case 'text':
      return text;
  }
}

function wordOf(text: string, { kind }: ImportColumn): string {
  const words = kind.schema({ use: 'request', nested: () => ({}) })['enum'] as readonly string[];
  return words.find((word) => word.toLowerCase() === text.toLowerCase()) ?? text;
}

/** A time with its offset is an instant; that of a local clock is looked up in the column's zone. */
function instantText(moment: string | undefined, { timeZone, times }: ColumnReading): string | CellFault | undefined {
  if (moment === undefined || moment.endsWith('Z')) return moment;
  const { at, around } = instantsShowing(Date.parse(`${moment}Z`), timeZone);
  const [only] = at;
  if (at.length === 1 && only !== undefined) return new Date(only).toISOString();
  if (times) return new Date(times === 'earlier' ? around[0] : around[1]).toISOString();
  const [code, says] = at.length === 0 ? ['TIME_NOT_EXISTING', 'do not show it'] : ['TIME_AMBIGUOUS', 'show it twice'];
  return {
    code,
    reason: `is a local time, and the clocks of ${timeZone} ${says}; the mapping can say earlier or later`,
  };
}

/** What a workbook holds of the type that the column needs. */
function typedCellText({ type: has, text }: TypedCell, reading: ColumnReading): string | CellFault | undefined {
  const { type, column } = reading;
  if (has === 'fault') return { code: 'CELL_FAULT', reason: 'is an error, or a formula without a result' };
  switch (type) {
    case 'number':
      return has === 'number' ? text : undefined;
    case 'date':
      return has === 'date' ? text : has === 'moment' ? readDate(text, ISO) : undefined;
    case 'instant':
      return has === 'moment' ? instantText(text, reading) : undefined;
    case 'time':
      return has === 'time' ? text.slice(0, 5) : undefined;
    case 'flag':
      return has === 'flag' ? text : has === 'number' ? typedText(text, reading) : undefined;
    case 'choice':
      return wordOf(text, column);
    case 'text':
      return column.isCode ? codeText(has, text) : text;
  }
}

/** A number keeps 15 digits, and no zeros before them; a code that became a date is lost. */
function codeText(has: TypedCell['type'], text: string): string | CellFault {
  return has === 'number' && /^\d{1,15}$/.test(text) ? text : MADE_A_NUMBER;
}
