import type { SourcePerson } from '#contracts/tenancy/list-source-people';
import type { ListedPerson } from '#contracts/workflow/hr-person';
import { comparePeople } from './compare-people';

const kitchen = '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071';
const given = {
  source: 'acme-hr',
  lastDay: 'last_day_in',
  departmentOf: (name: string) => (name === 'Kitchen' ? kitchen : undefined),
  today: '2026-03-29',
  listedAt: '2026-03-29T10:00:00.000Z',
} as const;

const held = (number: number, more: Partial<SourcePerson> = {}): SourcePerson => ({
  employeeId: `0197a3c4-0000-7000-8000-${String(number).padStart(12, '0')}`,
  externalId: `E-${number}`,
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: null,
  position: 'Baker',
  departmentId: kitchen,
  managerExternalId: null,
  location: null,
  status: 'active',
  startsOn: '2025-01-01',
  lastDay: null,
  ...more,
});
const listed = (number: number, more: Partial<ListedPerson> = {}): ListedPerson => ({
  externalId: `E-${number}`,
  firstName: 'Ada',
  lastName: 'Lovelace',
  department: 'Kitchen',
  position: 'Baker',
  startsOn: '2025-01-01',
  ...more,
});
const range = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const compare = (people: readonly ListedPerson[], present: readonly SourcePerson[]) =>
  comparePeople(people, present, given);
const notices = (people: readonly ListedPerson[], present: readonly SourcePerson[]) =>
  compare(people, present).changes.map(({ notice: { kind, effectiveOn, lastDay, person } }) => ({
    kind,
    on: lastDay ?? effectiveOn,
    person,
  }));

it('changes nothing where both say the same', () => {
  expect(compare([listed(1)], [held(1)])).toMatchObject({ changes: [], hold: null });
});

it('hires, changes, ends, takes leaves back and forth', () => {
  expect(notices([listed(1), listed(2)], [held(2)])).toMatchObject([{ kind: 'hired', on: '2025-01-01' }]);
  expect(notices([listed(1, { position: 'Chef', department: 'Nowhere' })], [held(1)])).toEqual([
    { kind: 'changed', on: null, person: { position: 'Chef' } },
  ]);
  expect(notices([listed(1, { location: 'Berlin' })], [held(1)])).toEqual([
    { kind: 'changed', on: null, person: { location: 'Berlin' } },
  ]);
  expect(notices([listed(1, { location: 'Berlin' })], [held(1, { location: 'Berlin' })])).toEqual([]);
  expect(notices([listed(1, { endsOn: '2026-06-30' })], [held(1)])).toMatchObject([
    { kind: 'terminated', on: '2026-06-30' },
  ]);
  const leaving = held(1, { status: 'leaving', lastDay: '2026-06-30' });
  expect(notices([listed(1, { endsOn: null })], [leaving])).toMatchObject([
    { kind: 'termination_cancelled', on: '2026-06-30' },
  ]);
  expect(notices([listed(1)], [leaving])).toEqual([]);
  const ended = held(1, { status: 'ended', lastDay: '2025-12-31' });
  expect(notices([listed(1, { startsOn: '2026-03-01' })], [ended])).toMatchObject([
    { kind: 'rehired', on: '2026-03-01' },
  ]);
  expect(notices([listed(1, { startsOn: '2025-02-01' })], [held(1)])).toMatchObject([
    { kind: 'hired', on: '2025-02-01' },
  ]);
});

it('ends somebody who is not listed today, but for those who have not started, or leave anyway', () => {
  const starting = held(2, { status: 'starting', startsOn: '2026-05-01' });
  const lastDay = held(3, { status: 'leaving', lastDay: '2026-03-29' });
  expect(notices([listed(9)], [held(9), held(1), starting, lastDay])).toMatchObject([
    { kind: 'terminated', on: '2026-03-29' },
  ]);
});

it('makes nobody of somebody who has left', () => {
  expect(notices([listed(1, { endsOn: '2025-12-31' })], [])).toEqual([]);
});

it.each([
  [20, 16, null],
  [20, 15, 'too_many_ends'],
  [50, 45, null],
  [50, 44, 'too_many_ends'],
  [51, 46, null],
  [20, 0, 'empty'],
  [0, 0, 'empty'],
])('of %s at work and %s listed is held for %s', (active, on, hold) => {
  const { counts, hold: found } = compare(
    range(on).map((each) => listed(each)),
    range(active).map((each) => held(each)),
  );
  expect(found).toBe(hold);
  expect(counts).toMatchObject({ active, listed: on, ends: active - on });
});

it('counts leaves with a day among the ends', () => {
  const people = range(20).map((each) => listed(each, each > 15 ? { endsOn: '2026-03-31' } : {}));
  expect(
    compare(
      people,
      range(20).map((each) => held(each)),
    ),
  ).toMatchObject({ hold: 'too_many_ends', counts: { ends: 5 } });
});
