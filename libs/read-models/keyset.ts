import type { CursorValue } from './cursor';

/** One column of an order. */
export interface SortColumn {
  /** `<alias>.<property>`, as TypeORM's query builder takes it. */
  readonly path: string;
  readonly property: string;
  readonly descending: boolean;
  /** Rows without a value come last, whichever way the order goes. */
  readonly nullable: boolean;
  readonly accepts: (value: CursorValue) => boolean;
}

export interface Condition {
  readonly sql: string;
  readonly parameters: Readonly<Record<string, CursorValue>>;
}

/** The rows that come after one, given that row's values of all columns of the order; the last columns are unique. */
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

/** Follows from the alternatives; written out, it lets an index on the first column skip what came before. */
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

const ACCEPTS: readonly (readonly [RegExp, (value: CursorValue) => boolean])[] = [
  [/^uuid/, text(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)],
  [/^timestamp/, text(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)],
  [/^date/, text(/^\d{4}-\d\d-\d\d$/)],
  [/^numeric/, text(/^-?\d{1,24}(?:\.\d{1,12})?$/)],
  [/^(?:integer|smallint|bigint)/, (value) => Number.isSafeInteger(value)],
  [/^boolean/, (value) => typeof value === 'boolean'],
];

function text(pattern: RegExp) {
  return (value: CursorValue) => typeof value === 'string' && pattern.test(value);
}

/** Whether Postgres can take a value that came back in a cursor as one of a column's type. */
export function acceptor(baseType: string): (value: CursorValue) => boolean {
  const known = ACCEPTS.find(([types]) => types.test(baseType))?.[1];
  return known ?? ((value) => typeof value === 'string' && !value.includes('\0'));
}
