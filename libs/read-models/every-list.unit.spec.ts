import { allContracts } from '#contracts/catalogue';
import type { Contract } from '#contracts/declare/contract';
import { schemaOf, type FieldedClass, type JsonSchema } from '#contracts/declare/field';
import { MAX_SEARCH } from '#contracts/declare/list-request';
import { parse } from '#contracts/declare/validation';
import { readCursor, writeCursor } from './cursor';

/** Limits and cursors are written in two places: what a list can make has to keep its own contract. */

const lists = allContracts().filter(({ list }) => list);
const inlineSchema =
  (use: 'request' | 'answer') =>
  (type: FieldedClass): JsonSchema =>
    schemaOf(type, { use, nested: inlineSchema(use) });

/** The character that takes the most bytes, in UTF-8 as in base64. */
const WIDEST = '😀';
/** More than the longest of what is bounded by a pattern alone: ids, moments, decimals. */
const SHORT = 40;
const MOMENT = '2026-01-31T09:30:00.000Z';

interface Schema {
  readonly enum?: readonly unknown[];
  readonly maxLength?: number;
  readonly maximum?: number;
  readonly items?: JsonSchema;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
}

/** The value of a field that takes the most room; undefined for values of any shape, which no list sorts or filters by. */
function longest(schema: JsonSchema): unknown {
  const { enum: words, maxLength, maximum, items, maxItems, properties, anyOf } = schema as Schema;
  if (anyOf) return longest(anyOf[0] ?? {});
  if (words) return words.toSorted((a, b) => String(b).length - String(a).length)[0];
  const types = [schema['type'] ?? []].flat() as string[];
  if (types.includes('string')) return WIDEST.repeat(maxLength ?? SHORT);
  if (types.includes('integer') || types.includes('number')) return maximum ?? Number.MAX_SAFE_INTEGER;
  if (types.includes('boolean')) return false;
  if (types.includes('array')) return Array.from({ length: maxItems ?? 0 }, () => longest(items ?? {}));
  if (properties) return Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, longest(each)]));
  return undefined;
}

function propertiesOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
}

const OF_EVERY_LIST = new Set(['limit', 'cursor', 'sort', 'q', 'whole', 'asOf', 'knownAt']);

/** The longest cursor of a list: its longest filters, order and search, after the row with the longest values. */
function longestCursor({ name, type, answers, list }: Contract): string {
  const asked = propertiesOf(inlineSchema('request')(type));
  const shown = propertiesOf(inlineSchema('answer')(answers));
  const sort = (list?.sort ?? []).toSorted((one, other) => other.length - one.length).slice(0, 5);
  return writeCursor({
    list: name,
    filters: Object.fromEntries(
      Object.entries(asked).flatMap(([field, schema]) => (OF_EVERY_LIST.has(field) ? [] : [[field, longest(schema)]])),
    ),
    sort: sort.map((field) => `-${field}`).join(','),
    ...(asked['q'] && { q: WIDEST.repeat(MAX_SEARCH) }),
    ...(asked['asOf'] && { asOf: MOMENT }),
    ...(asked['knownAt'] && { knownAt: MOMENT }),
    after: [
      ...sort.map((field) => (shown[field] ? longest(shown[field]) : 'x'.repeat(SHORT)) as string),
      ...Array.from({ length: 4 }, () => 'x'.repeat(SHORT)),
    ],
  });
}

const titled = lists.map((contract) => [contract.name, contract] as const);

it.each(titled)('the longest cursor of %s is one that its request takes, and that it reads', (name, contract) => {
  const cursor = longestCursor(contract);
  const given = Object.fromEntries((contract.route?.pathParameters ?? []).map((field) => [field, ID]));
  expect(parse(contract.type, { ...given, cursor })).toMatchObject({ cursor });
  expect(readCursor(cursor, name)).toMatchObject({ list: name });
});

const ID = '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071';

/** Of the bus: NATS's default, and the embedded broker's. */
const MAX_PAYLOAD = 1024 * 1024;
/** For the envelope and the cursor of a reply. */
const ENVELOPE = 16 * 1024;

/** Rows of lists, and the things that are read alone. A page is cut down to the rows that fit, a row is not. */
const answered = allContracts().flatMap(({ name, answers, list, etag }) =>
  answers && (list || etag) ? [[name, answers] as const] : [],
);

it.each(answered)('the largest answer of %s fits the bus', (_name, answers) => {
  const largest = longest(inlineSchema('answer')(answers));
  expect(Buffer.byteLength(JSON.stringify(largest))).toBeLessThan(MAX_PAYLOAD - ENVELOPE);
});
