import { allContracts } from '#contracts/catalogue';
import { MAX_CURSOR } from '#contracts/declare/list-request';
import { type Field, fieldsOf } from '#contracts/declare/fields';
import { parse } from '#contracts/declare/validation';
import { type Cursor, readCursor, writeCursor } from './cursor';

/** Four bytes, but one character as JSON Schema counts. */
const WIDEST = '\u{1F33E}';
const OF_PAGING = new Set(['limit', 'cursor', 'sort', 'q', 'asOf', 'knownAt', 'whole']);
const MOMENT = '2026-01-31T09:30:00.000Z';

const lists = allContracts().flatMap((contract) => (contract.list ? [[contract.name, contract] as const] : []));

function widest(field: Field | undefined): string {
  const schema = field?.kind.schema({ use: 'answer', nested: () => ({}) }) as { maxLength?: number } | undefined;
  return WIDEST.repeat(schema?.maxLength ?? 64);
}

/** The longest that a list can make: every filter, a search, and the five longest fields to sort by. */
function longest([, contract]: (typeof lists)[number]): Cursor {
  const answered = new Map(fieldsOf(contract.answers).map((field) => [field.name, field]));
  const filters = fieldsOf(contract.type).filter(({ name }) => !OF_PAGING.has(name));
  const sorted = (contract.list?.sort ?? []).map((name) => widest(answered.get(name)));
  const after = sorted.toSorted((one, other) => other.length - one.length).slice(0, 5);
  return {
    list: contract.subject,
    filters: Object.fromEntries(filters.map((field) => [field.name, widest(field)])),
    sort: (contract.list?.sort ?? []).map((name) => `-${name}`).join(','),
    ...(contract.list?.search && { q: WIDEST.repeat(200) }),
    asOf: MOMENT,
    knownAt: MOMENT,
    after: [...after, MOMENT, MOMENT],
  };
}

describe('the longest cursor of a list', () => {
  it.each(lists)('is accepted by its own contract: %s', (...list) => {
    const cursor = longest(list);
    const text = writeCursor(cursor);
    const [, { type }] = list;
    const faults = (() => {
      try {
        parse(type, { cursor: text });
        return [];
      } catch (error) {
        return (error as { fields: readonly { pointer: string }[] }).fields.map(({ pointer }) => pointer);
      }
    })();
    expect(faults).not.toContain('/cursor');
    expect(readCursor(text, cursor.list)).toEqual(cursor);
  });

  it('is refused when it is written, not by the request that brings it back', () => {
    const [list] = lists;
    if (!list) throw new Error('there is no list');
    const after = ['x'.repeat(MAX_CURSOR)];
    expect(() => writeCursor({ ...longest(list), after })).toThrow(RangeError);
  });
});
