import type { FieldKind } from '#contracts/declare/field';
import type { ImportColumn } from '#contracts/declare/import-declaration';
import type { ImportFault } from '#contracts/imports/import-events';
import type { DateFormat, NumberFormat } from '#contracts/imports/import-mapping';
import type { RowValues } from '../import-kind';
import { readDate } from './date-format';
import { readNumber, readPlainNumber } from './number-format';
import type { FileRecord } from './records';

export type CellType = 'number' | 'date' | 'flag' | 'choice' | 'text';

/** The format of the cells of one column. */
export interface ColumnReading {
  readonly at: number;
  readonly column: ImportColumn;
  readonly type: CellType;
  readonly numbers: NumberFormat;
  /** Numbers have no signs between thousands. */
  readonly isPlain: boolean;
  readonly dates: DateFormat;
}

export const MAX_CELL = 10_000;
const SHOWN = 200;
const YES = new Set(['true', 'yes', 'y', 'ja', 'j', 'wahr', 'oui', 'x', '1']);
const NO = new Set(['false', 'no', 'n', 'nein', 'falsch', 'non', '0']);
/** The prefix that our own export puts before a cell, so that no spreadsheet takes it for a formula. */
const GUARD = /^'(?=\s*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])/;
const EXPONENT = /^\d+(?:[.,]\d+)?[eE]\+?\d+$/;

export function cellTypeOf(kind: FieldKind): CellType {
  const schema = kind.schema({ use: 'request', nested: () => ({}) });
  const types = new Set([schema['type']].flat());
  if (types.has('number') || types.has('integer')) return 'number';
  if (types.has('boolean')) return 'flag';
  if (schema['format'] === 'date') return 'date';
  return Array.isArray(schema['enum']) ? 'choice' : 'text';
}

/** The content of a cell, without spaces around it and without the prefix of our own export. */
export function cellText(cell: string | undefined): string {
  return (cell ?? '').trim().replace(GUARD, '');
}

export type ReadRow =
  { readonly values: RowValues } | { readonly fault: Pick<ImportFault, 'column' | 'value' | 'code' | 'reason'> };

/** Reads one record; the first fault makes it bad. */
export function readRow({ cells }: Pick<FileRecord, 'cells'>, columns: readonly ColumnReading[]): ReadRow {
  const values: Record<string, unknown> = {};
  for (const reading of columns) {
    const text = cellText(cells[reading.at]);
    const { name, isRequired } = reading.column;
    if (text === '') {
      if (isRequired) return faultOf(name, null, 'REQUIRED', 'is required');
      continue;
    }
    if (text.length > MAX_CELL) return faultOf(name, text, 'LENGTH', `must have at most ${MAX_CELL} characters`);
    const read = readCell(text, reading);
    if ('reason' in read) return faultOf(name, text, read.code, read.reason);
    values[name] = read.value;
  }
  return { values };
}

function faultOf(column: string, value: string | null, code: string, reason: string): ReadRow {
  return { fault: { column, value: value?.slice(0, SHOWN) ?? null, code, reason } };
}

type ReadCell = { readonly value: unknown } | { readonly code: string; readonly reason: string };

function readCell(text: string, reading: ColumnReading): ReadCell {
  const { kind, isCode } = reading.column;
  if (isCode && EXPONENT.test(text)) {
    return { code: 'EXPONENT', reason: 'is a code that a spreadsheet made a number of; format the column as text' };
  }
  const typed = typedText(text, reading);
  if (typed === undefined) return { code: 'FORMAT', reason: EXPECTED[reading.type] };
  const value = kind.fromText ? kind.fromText(typed) : typed;
  const broken = kind.rules.find((rule) => !rule.test(value));
  if (broken) return { code: broken.code, reason: broken.message };
  return { value: kind.normalise ? kind.normalise(value as never) : value };
}

const EXPECTED: Readonly<Record<CellType, string>> = {
  number: "must be a number in the column's format",
  date: "must be a date in the column's format",
  flag: 'must be yes or no',
  choice: 'must be one of its words',
  text: 'must be text',
};

function typedText(text: string, { type, numbers, isPlain, dates, column }: ColumnReading): string | undefined {
  switch (type) {
    case 'number':
      return isPlain ? readPlainNumber(text, numbers) : readNumber(text, numbers);
    case 'date':
      return readDate(text, dates);
    case 'flag':
      return YES.has(text.toLowerCase()) ? 'true' : NO.has(text.toLowerCase()) ? 'false' : undefined;
    case 'choice': {
      const words = column.kind.schema({ use: 'request', nested: () => ({}) })['enum'] as readonly string[];
      return words.find((word) => word.toLowerCase() === text.toLowerCase()) ?? text;
    }
    case 'text':
      return text;
  }
}
