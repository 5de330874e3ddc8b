import { types } from 'pg';

/**
 * The conversion of Postgres values to JavaScript, for every connection of the platform.
 *
 * | type | value |
 * | --- | --- |
 * | `numeric` | decimal text as stored: `"12.500"` |
 * | `timestamptz` | ISO 8601 UTC with milliseconds (finer digits are cut) |
 * | `date` | `YYYY-MM-DD` |
 * | `int8` | number; a `RangeError` where it would not be exact |
 * | arrays of `numeric` and `timestamptz` | of these |
 *
 * The text form of `timestamptz` depends on the session: connections must have `TimeZone` UTC and `DateStyle` ISO.
 */
export const COLUMN_TYPES: { getTypeParser: typeof types.getTypeParser } = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary'): unknown => {
    const own = format === 'binary' ? undefined : PARSERS.get(oid);
    return own ?? types.getTypeParser(oid, format);
  }) as typeof types.getTypeParser,
};

const INT8 = 20;
const DATE = 1082;
const TIMESTAMPTZ = 1184;
const TEXTS = 1009;
const NUMERICS = 1231;
const TIMESTAMPTZS = 1185;

const texts = types.getTypeParser(TEXTS as never) as (literal: string) => string[];

const PARSERS = new Map<number, (text: string) => unknown>([
  [INT8, integer],
  [DATE, (text: string) => text],
  [TIMESTAMPTZ, instant],
  [NUMERICS, texts],
  [TIMESTAMPTZS, (literal: string) => texts(literal).map(instant)],
]);

const UTC = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.(\d+))?\+00$/;

/** `2026-01-31 09:30:00.12+00` → `2026-01-31T09:30:00.120Z`. */
export function instant(text: string): string {
  const match = UTC.exec(text);
  if (!match) throw new RangeError('a point in time outside the years 0000 to 9999, or not in UTC');
  const milliseconds = (match[1] ?? '').slice(0, 3).padEnd(3, '0');
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${milliseconds}Z`;
}

function integer(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError('an integer beyond 2^53');
  return value;
}
