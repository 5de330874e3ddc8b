import { directory } from '#contracts/declare/directory';
import { Event, type EventClass } from '#contracts/declare/event';
import { Flag, Id, List, Text } from '#contracts/declare/fields';
import { on } from '#contracts/declare/on';
import type { Recorded } from '#contracts/declare/recorded';
import { hasColumn } from '#libs/read-models';
import { mountDirectory, type DirectoryRow } from './mounted-directory';

const of = (type: string) => ({
  version: 1,
  entity: { type, id: 'boatId' as const },
  action: 'test.boat',
  summary: 'Of a boat',
});

class OfBoat {
  @Id() boatId!: string;
}
@Event<Launched>(of('boat'))
class Launched extends OfBoat {
  static readonly type = 'TestLaunched';
  @Text({ max: 50 }) name!: string;
  @Text({ max: 50 }) captain!: string;
}
@Event<Renamed>(of('boat'))
class Renamed extends OfBoat {
  static readonly type = 'TestBoatRenamed';
  @Text({ max: 50 }) name!: string;
}
@Event<Sunk>(of('boat'))
class Sunk extends OfBoat {
  static readonly type = 'TestSunk';
}
@Event<Crewed>({ ...of('boat'), personal: { subject: 'boatId', fields: ['sailor'] } })
class Crewed extends OfBoat {
  static readonly type = 'TestCrewed';
  @Text({ max: 50 }) sailor!: string;
}
@Event<Built>(of('harbour'))
class Built extends OfBoat {
  static readonly type = 'TestBuilt';
}
class NotDeclared {
  static readonly type = 'TestNotDeclared';
}

class BoatEntry {
  @Text({ max: 50 }) name!: string;
  @Flag() isNew!: boolean;
}

const boatDirectory = directory('boat', BoatEntry, {
  version: 3,
  from: [on(Launched, ({ data }) => ({ ...data, isNew: true }))],
  on: [on(Renamed, ({ data: { name } }) => ({ name, isNew: false })), on(Sunk, () => null)],
});
const boats = mountDirectory('harbour', boatDirectory);

const [TENANT, BOAT, OTHER] = ['1', '2', '3'].map((n) => `0197a3c4-0000-7000-8000-00000000000${n}`) as [
  string,
  string,
  string,
];

type Happened = readonly [of: EventClass, data: object];

function rowsAfter(...events: readonly Happened[]): readonly DirectoryRow<BoatEntry>[] {
  const rows = new Map<string, object | undefined>();
  for (const [{ type }, data] of events) {
    const event = { type, tenantId: TENANT, data: { boatId: BOAT, ...data } } as never as Recorded;
    for (const { table, row, fold } of boats.projection.handlers.get(type)?.(event) ?? []) {
      expect(table).toBe(boats.table);
      const key = JSON.stringify(row);
      rows.set(key, fold(rows.get(key)));
    }
  }
  return [...rows.values()].filter((row) => row !== undefined) as never;
}

describe('a mounted directory', () => {
  const launched: Happened = [Launched, { name: 'Ada', captain: 'Nemo' }];
  const row = { tenantId: TENANT, id: BOAT, name: 'Ada', isNew: true };

  it('is a projection of the service, of the version that the owner publishes, into a table with its fields', () => {
    expect(boats.projection).toMatchObject({ name: 'harbour.boat-directory', service: 'harbour', version: 3 });
    expect(boats.projection.tables).toEqual([boats.table]);
    const columns = ['tenantId', 'id', 'name', 'isNew', 'captain'].map((name) => hasColumn(boats.table, name));
    expect(columns).toEqual([true, true, true, true, false]);
  });

  it('has an entry by its id, with the declared fields alone', () => {
    expect(rowsAfter(launched)).toEqual([row]);
  });

  it('changes the fields that an event gives, and removes the entry by null', () => {
    expect(rowsAfter(launched, [Renamed, { name: 'Bo' }])).toEqual([{ ...row, name: 'Bo', isNew: false }]);
    expect(rowsAfter(launched, [Renamed, { boatId: OTHER, name: 'Bo' }])).toEqual([row]);
    expect(rowsAfter(launched, [Sunk, {}])).toEqual([]);
  });

  it('makes no entry of a change alone', () => {
    expect(rowsAfter([Renamed, { name: 'Bo' }])).toEqual([]);
  });

  it('has a table of its own in every service', () => {
    expect(mountDirectory('yard', boatDirectory).table).not.toBe(boats.table);
  });

  it('refuses a field that cannot be a column', () => {
    class Crew {
      @List(Text({ max: 9 }), { max: 9 }) names!: readonly string[];
    }
    const crews = directory('boat', Crew, { version: 1, from: [on(Sunk, () => ({ names: [] }))] });
    expect(() => mountDirectory('harbour', crews)).toThrow('directory boat: names cannot be a column');
  });
});

it.each([
  ['an event of another entity', Built, 'directory boat: TestBuilt is no event of a boat'],
  ['an event that is not declared', NotDeclared, 'directory boat: TestNotDeclared is no event of a boat'],
  ['personal data', Crewed, 'directory boat: TestCrewed holds personal data'],
])('a directory of %s is refused where it is declared', (_, event, message) => {
  const made = () => directory('boat', BoatEntry, { version: 1, from: [], on: [on(event, () => null)] });
  expect(made).toThrow(message);
});
