import type { ColumnLayout } from '#libs/read-models';

/** A fold gave a value that its column cannot hold. The message names the column and never holds the value. */
export class UnfitValue extends Error {
  override readonly name = 'UnfitValue';
  constructor(column: string, expected: string) {
    super(`${column}: ${expected}`);
  }
}

export interface ValueRule {
  /**
   * The value as Postgres would give it back, so that a fold sees the same row whether it comes from the batch or from
   * the table.
   * @throws UnfitValue
   */
  readonly canonical: (value: unknown) => unknown;
  /** A canonical value that is not null, as text that Postgres reads. */
  readonly text: (value: unknown) => string;
  /** The text holds no character that has a meaning in an array literal or in a line of COPY. */
  readonly bare: boolean;
  /** The type of the array that carries the column's values to Postgres. */
  readonly arrayType: string;
  /** The column's type, if the elements of the array have another one. */
  readonly cast?: string;
}

const plain = (value: unknown): string => value as string;
const printed = (value: unknown): string => String(value);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/**
 * The rule by which a column's values travel to Postgres. Throws a `TypeError` for a type that read models do not have.
 */
export function valueRule({ property, baseType, array, nullable, scale, sqlType }: ColumnLayout): ValueRule {
  const lists = array ? ARRAYS.get(baseType) : undefined;
  if (array && !lists) throw new TypeError(`${property}: an array of ${baseType} is not supported`);
  const rule = (lists ?? RULES.get(baseType))?.(property, scale, sqlType);
  if (!rule) throw new TypeError(`${property}: a column of type ${baseType} is not supported`);
  const { canonical } = rule;
  return {
    ...rule,
    canonical(value) {
      if (value !== null && value !== undefined) return canonical(value);
      if (!nullable) throw new UnfitValue(property, 'must not be null');
      return null;
    },
  };
}

type Rule = (column: string, scale: number | undefined, sqlType: string) => ValueRule;

const RULES = new Map<string, Rule>([
  ['uuid', (column) => matching(column, 'uuid', UUID, 'must be a UUID in lower case')],
  ['date', (column) => matching(column, 'date', DAY, 'must be a day as YYYY-MM-DD')],
  ['timestamp with time zone', instant],
  ['timestamptz', instant],
  ['text', text],
  ['character varying', text],
  ['numeric', decimal],
  ['boolean', (column) => checked(column, 'boolean', 'must be true or false', (value) => typeof value === 'boolean')],
  ['smallint', (column) => integer(column, 'smallint', 2 ** 15)],
  ['integer', (column) => integer(column, 'integer', 2 ** 31)],
  ['bigint', (column) => integer(column, 'bigint', 2 ** 53)],
  ['jsonb', json],
  ['json', json],
]);

function matching(column: string, type: string, pattern: RegExp, expected: string): ValueRule {
  // Consecutive rows have the same tenant, and often the same item: comparing is cheaper than matching.
  let last: string | undefined;
  return {
    arrayType: `${type}[]`,
    text: plain,
    bare: true,
    canonical(value) {
      if (value === last) return value;
      if (typeof value !== 'string' || !pattern.test(value)) throw new UnfitValue(column, expected);
      last = value;
      return value;
    },
  };
}

function instant(column: string): ValueRule {
  return matching(column, 'timestamptz', INSTANT, 'must be a time as ISO 8601 in UTC with milliseconds');
}

function checked(column: string, type: string, expected: string, fits: (value: unknown) => boolean): ValueRule {
  return {
    arrayType: `${type}[]`,
    text: printed,
    bare: true,
    canonical(value) {
      if (!fits(value)) throw new UnfitValue(column, expected);
      return value;
    },
  };
}

function integer(column: string, type: string, limit: number): ValueRule {
  const fits = (value: unknown) => Number.isInteger(value) && Math.abs(value as number) < limit;
  return checked(column, type, `must be a whole number within ±${limit}`, fits);
}

function text(column: string): ValueRule {
  return {
    arrayType: 'text[]',
    text: plain,
    bare: false,
    canonical(value) {
      if (typeof value !== 'string' || value.includes('\0')) throw new UnfitValue(column, 'must be text');
      return value;
    },
  };
}

/**
 * The canonical text has all places of the column and no negative zero. Places that Postgres would round away are
 * refused.
 */
function decimal(column: string, scale: number | undefined, sqlType: string): ValueRule {
  if (scale === undefined) throw new TypeError(`${column}: a numeric column needs a scale, to be the same everywhere`);
  const digits = Number(/\((\d+)/.exec(sqlType)?.[1]) - scale;
  const expected = `must be decimal text with at most ${digits} digits before the point and ${scale} after`;
  return {
    arrayType: 'numeric[]',
    text: plain,
    bare: true,
    canonical(value) {
      if (typeof value !== 'string') throw new UnfitValue(column, expected);
      if (isPlainDecimal(value, digits, scale)) return value;
      const canonical = canonicalDecimal(value, digits, scale);
      if (canonical === undefined) throw new UnfitValue(column, expected);
      return canonical;
    },
  };
}

const ZERO = 48;
const NINE = 57;
const POINT = 46;

/**
 * Whether a text is canonical already, and not negative: `12.500`. This is the usual case, decided without a new
 * object.
 */
function isPlainDecimal(text: string, digits: number, scale: number): boolean {
  const point = text.length - scale - 1;
  const whole = scale === 0 ? text.length : point;
  if (whole < 1 || whole > digits || (whole > 1 && text.charCodeAt(0) === ZERO)) return false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if ((code < ZERO || code > NINE) && index !== whole) return false;
  }
  return scale === 0 || text.charCodeAt(point) === POINT;
}

function canonicalDecimal(text: string, digits: number, scale: number): string | undefined {
  const [, sign, leading = '', places = ''] = DECIMAL.exec(text) ?? [];
  if (sign === undefined || /[1-9]/.test(places.slice(scale))) return undefined;
  const whole = leading.replace(/^0+(?=\d)/, '');
  if (whole.length > digits) return undefined;
  const all = places.slice(0, scale).padEnd(scale, '0');
  const minus = sign && /[1-9]/.test(whole + all) ? '-' : '';
  return scale === 0 ? `${minus}${whole}` : `${minus}${whole}.${all}`;
}

function json(column: string): ValueRule {
  return {
    arrayType: 'text[]',
    cast: 'jsonb',
    text: (value) => JSON.stringify(value),
    bare: false,
    canonical(value) {
      // Most values are; writing and reading a document after every event is most of what it costs.
      if (isPlainJson(value)) return value;
      const written = JSON.stringify(value) as string | undefined;
      if (written === undefined || written.includes('\\u0000')) throw new UnfitValue(column, 'must be a JSON value');
      return JSON.parse(written) as unknown;
    },
  };
}

/** Whether JSON text of a value reads back as the same value. */
function isPlainJson(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      return !value.includes('\0');
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    case 'object':
      if (value === null) return true;
      return Array.isArray(value) ? isPlainList(value) : isPlainObject(value as Record<string, unknown>);
    case 'undefined':
    case 'bigint':
    case 'function':
    case 'symbol':
      return false;
  }
}

function isPlainList(list: readonly unknown[]): boolean {
  for (let index = 0; index < list.length; index++) if (!isPlainJson(list[index])) return false;
  return true;
}

function isPlainObject(object: Readonly<Record<string, unknown>>): boolean {
  if (Object.getPrototypeOf(object) !== Object.prototype || typeof object['toJSON'] === 'function') return false;
  for (const key of Object.keys(object)) {
    if (key === '__proto__' || key.includes('\0') || !isPlainJson(object[key])) return false;
  }
  return true;
}

function texts(column: string): ValueRule {
  const one = text(column);
  return {
    arrayType: 'text[]',
    cast: 'text[]',
    text: (value) => `{${(value as string[]).map(quoted).join(',')}}`,
    bare: false,
    canonical(value) {
      if (!Array.isArray(value)) throw new UnfitValue(column, 'must be a list of texts');
      return value.map(one.canonical);
    },
  };
}

/** Of derived columns, whose values are canonical. */
function integers(): ValueRule {
  const text = (value: unknown) => `{${(value as number[]).join(',')}}`;
  return { arrayType: 'text[]', cast: 'integer[]', text, bare: false, canonical: (value) => value };
}

const ARRAYS = new Map<string, Rule>([
  ['text', texts],
  ['integer', integers],
]);

function quoted(text: string): string {
  const escaped = text.includes('\\') ? text.replaceAll('\\', '\\\\') : text;
  return `"${escaped.includes('"') ? escaped.replaceAll('"', '\\"') : escaped}"`;
}

/** One column of many rows as the literal of a Postgres array. */
export function arrayLiteral(
  rows: readonly Record<string, unknown>[],
  valueOf: (row: Record<string, unknown>) => unknown,
  { text, bare }: ValueRule,
): string {
  // Consecutive rows have the same tenant, and often the same name: it is written once.
  let last: unknown;
  let written = '';
  let literal = '{';
  for (let index = 0; index < rows.length; index++) {
    const value = valueOf(rows[index] as Record<string, unknown>);
    if (index === 0 || value !== last) {
      last = value;
      if (value === null) written = 'NULL';
      else written = bare ? text(value) : quoted(text(value));
    }
    literal += index === 0 ? written : `,${written}`;
  }
  return `${literal}}`;
}

const SPECIAL = /[\\\t\n\r]/;
const SPECIALS = /[\\\t\n\r]/g;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A value as a field of COPY's text format. */
export function copyField(value: unknown, { text, bare }: ValueRule): string {
  if (value === null) return '\\N';
  const written = text(value);
  return bare || !SPECIAL.test(written) ? written : written.replace(SPECIALS, (special) => ESCAPES[special] as string);
}
