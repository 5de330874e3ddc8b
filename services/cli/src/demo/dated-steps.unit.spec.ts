import { bodyWith, valueAt, type Surroundings } from './body-values';
import { datedSteps, historyOf } from './dated-steps';
import type { Json, SentStep, Step } from './scenario';

const loading = { today: '2026-11-29', timeZone: 'Europe/Copenhagen' };
const step = (more: Partial<SentStep>): Step => ({ name: 'step', as: 'ada', send: 'UseStock', body: {}, ...more });

describe('the history', () => {
  it.each(['2026-11-29', '2026-11-30', '2026-12-03'])(
    'begins on a Monday, four weeks or more ago, and ends yesterday: %s',
    (today) => {
      const days = historyOf({ today });
      expect(new Date(days[0] ?? '').getUTCDay()).toBe(1);
      expect(days.length).toBeGreaterThanOrEqual(28);
      expect(days.length).toBeLessThan(35);
      expect(Date.parse(today) - Date.parse(days.at(-1) ?? '')).toBe(86_400_000);
    },
  );
});

describe('steps of a file', () => {
  it('are repeated on their weekdays, in their weeks, each under a name of its own', () => {
    const dated = datedSteps([step({ every: ['monday', 'thursday'], weeks: [0, 2] })], loading);
    expect(dated.map(({ name }) => name)).toEqual([
      'step 2026-10-26',
      'step 2026-10-29',
      'step 2026-11-09',
      'step 2026-11-12',
    ]);
  });

  it('are in the order of their moments, at the hours of the organisation’s zone, after those without', () => {
    const dated = datedSteps(
      [
        step({ name: 'use', every: ['monday'], weeks: [0, 1], at: '15:00' }),
        step({ name: 'receive', every: ['monday'], weeks: [0, 1], at: '06:30' }),
        step({ name: 'item' }),
      ],
      loading,
    );
    expect(dated.map(({ name, effectiveAt }) => [name, effectiveAt])).toEqual([
      ['item', undefined],
      ['receive 2026-10-26', '2026-10-26T05:30:00.000Z'],
      ['use 2026-10-26', '2026-10-26T14:00:00.000Z'],
      ['receive 2026-11-02', '2026-11-02T05:30:00.000Z'],
      ['use 2026-11-02', '2026-11-02T14:00:00.000Z'],
    ]);
  });
});

describe('steps on days before the day of loading', () => {
  it('keep their name on one day, and are named after each of several', () => {
    const dated = datedSteps(
      [step({ name: 'use', on: [-3, -1], at: '15:00' }), step({ name: 'receive', on: -2, at: '06:30' })],
      loading,
    );
    expect(dated.map(({ name, day, effectiveAt }) => [name, day, effectiveAt])).toEqual([
      ['use 2026-11-26', '2026-11-26', '2026-11-26T14:00:00.000Z'],
      ['receive', '2026-11-27', '2026-11-27T05:30:00.000Z'],
      ['use 2026-11-28', '2026-11-28', '2026-11-28T14:00:00.000Z'],
    ]);
  });
});

describe('the values of a body', () => {
  const surroundings: Surroundings = {
    answerOf: (name, path) => `${path} of ${name}`,
    person: (name) => ({ email: `${name}@example.org` }),
    secret: (name) => `whsec_${name}`,
    today: '2026-11-29',
    timeZone: 'Europe/Copenhagen',
    day: '2026-11-11',
    seed: 'bakery/flour',
  };
  const filled = (value: Json) => bodyWith(value, surroundings);

  it('name things, people, days and lots', () => {
    expect(
      filled({
        itemId: { $ref: 'flour' },
        admin: { $person: 'ada', roles: ['admin'] },
        startsOn: { $day: -30 },
        lot: {
          number: { $lot: 'MILK', since: ['monday', 'thursday'] },
          expiresOn: { $dayAfterStep: 9 },
        },
        members: [{ $ref: 'noor' }],
        lineId: { $ref: 'order', path: 'lines.0.lineId' },
      }),
    ).toEqual({
      itemId: 'id of flour',
      admin: { email: 'ada@example.org', roles: ['admin'] },
      startsOn: '2026-10-30',
      lot: { number: 'MILK-20261109', expiresOn: '2026-11-20' },
      members: ['id of noor'],
      lineId: 'lines.0.lineId of order',
    });
  });

  it('are drawn between their bounds, alike for the same seed', () => {
    const range: Json = { $between: ['9.50', '10'] };
    const drawn = Array.from({ length: 50 }, (_, index) => bodyWith(range, { ...surroundings, seed: `${index}` }));
    for (const each of drawn) {
      expect(each).toMatch(/^\d+\.\d\d$/);
      expect(Number(each)).toBeGreaterThanOrEqual(9.5);
      expect(Number(each)).toBeLessThanOrEqual(10);
    }
    expect(new Set(drawn).size).toBeGreaterThan(20);
    expect(filled(range)).toBe(filled(range));
  });

  it.each([
    ['2026-11-29', -1, '2026-10-31'],
    ['2026-03-01', -1, '2026-02-28'],
    ['2026-01-15', -1, '2025-12-31'],
    ['2026-11-29', 0, '2026-11-30'],
  ])('tell the end of a month from %s: %d months on it is %s', (today, months, last) => {
    expect(bodyWith({ $lastDayOfMonth: months }, { ...surroundings, today })).toBe(last);
  });

  it.each([
    ['2026-11-30', -2, '2026-06-30'],
    ['2026-10-01', -1, '2026-09-30'],
    ['2026-02-28', -2, '2025-09-30'],
    ['2026-05-15', 0, '2026-06-30'],
  ])('tell the end of a quarter from %s: %d quarters on it is %s', (today, quarters, last) => {
    expect(bodyWith({ $lastDayOfQuarter: quarters }, { ...surroundings, today })).toBe(last);
  });

  it.each([
    ['2026-12-24', '2025-12-25'],
    ['2026-12-25', '2025-12-25'],
    ['2026-12-26', '2026-12-25'],
  ])('tell the last Christmas before %s: %s', (today, last) => {
    expect(bodyWith({ $last: '12-25' }, { ...surroundings, today })).toBe(last);
  });

  it('count instants from the moment of sending', () => {
    const before = Date.now();
    const ahead = (span: string) => Date.parse(filled({ $fromNow: span }) as string) - before;
    for (const [span, ms] of [
      ['20s', 20_000],
      ['5m', 300_000],
      ['10d', 864_000_000],
    ] as const) {
      expect(ahead(span)).toBeGreaterThanOrEqual(ms);
      expect(ahead(span)).toBeLessThan(ms + 10_000);
    }
  });

  it('are secrets, and hours of the organisation’s clocks', () => {
    expect(filled({ secret: { $secret: 'hr' }, startsAt: { $at: '05:30', day: 2 } })).toEqual({
      secret: 'whsec_hr',
      startsAt: '2026-12-01T04:30:00.000Z',
    });
  });

  it('are found in an answer by their path', () => {
    const answer = { lines: [{ lineId: 'a' }], note: null };
    expect(valueAt(answer, 'lines.0.lineId')).toBe('a');
    expect(valueAt(answer, 'note')).toBeNull();
    expect(valueAt(answer, 'lines.1.lineId')).toBeUndefined();
    expect(valueAt(answer, 'lines.0.constructor')).toBeUndefined();
  });
});
