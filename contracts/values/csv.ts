import type { Contract } from '../declare/contract';
import { fieldsOf } from '../declare/field';
import type { Field, JsonSchema } from '../declare/field';

/** A list as a table, with its field names in the first line. */
export const CSV_MEDIA_TYPE = 'text/csv';

const SCALARS = new Set<unknown>(['string', 'integer', 'number', 'boolean']);

/** The columns of a list's table: the row's fields with one value each, in the order of their declaration. */
export function csvColumns({ answers, list }: Pick<Contract, 'answers' | 'list'>): readonly string[] {
  return fieldsOf(list?.table ?? answers)
    .filter(fitsACell)
    .map(({ name }) => name);
}

function fitsACell({ kind }: Field): boolean {
  const schema: JsonSchema = kind.schema({ use: 'answer', nested: () => ({ type: 'object' }) });
  return kind.secret !== true && SCALARS.has(schema.type);
}

/** The file name of a list's table: `items.csv`. */
export function csvFileName({ subject }: Pick<Contract, 'subject'>): string {
  return `${subject.replace(/^\w+\.(?:list-)?/, '')}.csv`;
}

/** The value of a cell. */
export type CsvValue = string | number | boolean | null | undefined;

/** A line by RFC 4180. Null is an empty cell. */
export function csvLine(values: readonly CsvValue[]): string {
  return `${values.map(cell).join(',')}\r\n`;
}

/** A negative number begins as a formula may, but is none, and stays unchanged. */
const NUMBER = /^-?\d+(?:\.\d+)?$/;

/**
 * Text that a spreadsheet may take for a formula: the beginnings of OWASP's list (CSV Injection), also in full width
 * and behind white space, which some programs ignore. Text that looks as if it had our mark already gets one more, so
 * that an import takes off what the export put there.
 */
const FORMULA = /^(?:[\t\r\n]|'*\s*[=+\-@\uff1d\uff0b\uff0d\uff20])/;

/** Programs use the semicolon as the separator where the comma is the decimal point. */
const QUOTED = /[",;\t\r\n]/;

function cell(value: CsvValue): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
