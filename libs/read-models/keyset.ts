import { DAY, INSTANT, isRealTime } from '#contracts/declare/field-rules';
import type { CursorValue } from './cursor';

/** One column of an order. */
export interface SortColumn {
  /** `<alias>.<property>`, as TypeORM's query builder takes it. */
  readonly path: string;
  readonly property: string;
  readonly descending: boolean;
  /** Rows without a value come last in either direction. */
  readonly nullable: boolean;
  readonly accepts: (value: unknown) => boolean;
}

export interface Condition {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, CursorValue>>;
}

/** The rows after one, given that row's values of all columns of the order; the last columns are unique. */
export function after(columns: readonly SortColumn[], values: readonly CursorValue[]): Condition {
  const parameters = Object.fromEntries(values.map((value, index) => [parameter(index), value]));
  const oneWay = columns.every(({ descending }) => descending === columns[0]?.descending);
  if (oneWay && columns.every(({ nullable }) => !nullable)) return { sql: rowComparison(columns), parameters };
  return { sql: `${leadingBound(columns)}(${alternatives(columns, values).join(' OR ')})`, parameters };
}

function parameter(index: number): string {
  return `after${index}`;
}

/** The form that an index on the columns answers directly. */
function rowComparison(columns: readonly SortColumn[]): string {
  const left = columns.map(({ path }) => path).join(', ');
  const right = columns.map((_, index) => `:${parameter(index)}`).join(', ');
  return `(${left}) ${columns[0]?.descending ? '<' : '>'} (${right})`;
}

/** Follows from the alternatives; written out, it lets an index on the first column skip earlier rows. */
function leadingBound([first]: readonly SortColumn[]): string {
  if (!first || first.nullable) return '';
  return `${first.path} ${first.descending ? '<=' : '>='} :${parameter(0)} AND `;
}

function alternatives(columns: readonly SortColumn[], values: readonly CursorValue[]): string[] {
  return columns.flatMap((column, index) => {
    if (values[index] === null) return [];
    const same = columns.slice(0, index).map((earlier, at) => equal(earlier, at, values[at] ?? null));
    const further = `${column.path} ${column.descending ? '<' : '>'} :${parameter(index)}`;
    return `(${[...same, column.nullable ? `(${further} OR ${column.path} IS NULL)` : further].join(' AND ')})`;
  });
}

function equal({ path }: SortColumn, index: number, value: CursorValue): string {
  return value === null ? `${path} IS NULL` : `${path} = :${parameter(index)}`;
}

/** Whether the values fit these columns, in their order. */
export function fits(columns: readonly SortColumn[], values: readonly unknown[]): values is readonly CursorValue[] {
  if (values.length !== columns.length) return false;
  return columns.every(({ nullable, accepts }, index) => {
    const value = values[index] ?? null;
    return value === null ? nullable : accepts(value);
  });
}

const INSTANT_LENGTH = '2026-01-31T09:30:00.000Z'.length;
const INT4 = 2 ** 31;

const ACCEPTS: readonly (readonly [RegExp, (value: unknown) => boolean])[] = [
  [/^uuid/, text(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)],
  [/^timestamp/, text(INSTANT, (value) => value.length === INSTANT_LENGTH && isRealTime(value))],
  [/^date/, text(DAY, (value) => isRealTime(`${value}T00:00:00Z`))],
  [/^numeric/, text(/^-?\d{1,24}(?:\.\d{1,12})?$/)],
  [/^bigint/, Number.isSafeInteger],
  [/^integer/, (value) => Number.isSafeInteger(value) && Number(value) >= -INT4 && Number(value) < INT4],
  [/^boolean/, (value) => typeof value === 'boolean'],
];

function text(pattern: RegExp, holds: (value: string) => boolean = () => true) {
  return (value: unknown) => typeof value === 'string' && pattern.test(value) && holds(value);
}

/** Whether Postgres can take a value from a cursor as one of a column's type. */
export function acceptor(baseType: string): (value: unknown) => boolean {
  const known = ACCEPTS.find(([types]) => types.test(baseType))?.[1];
  return known ?? ((value) => typeof value === 'string' && !value.includes('\0'));
}
