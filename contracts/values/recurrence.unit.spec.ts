import fc from 'fast-check';
import { RRule } from 'rrule';
import { daysBetween, daysOfSeries, dayAfter, firstDay, type DaySeries } from './recurrence';
import { isRuleFault, readRecurrenceRule, WEEKDAYS, type RecurrenceRule } from './recurrence-rule';

function ruleOf(text: string): RecurrenceRule {
  const rule = readRecurrenceRule(text);
  if (isRuleFault(rule)) throw new TypeError(`${text} ${rule.message}`);
  return rule;
}

const series = (start: string, text: string, more: Partial<DaySeries> = {}): DaySeries => ({
  start,
  rule: ruleOf(text),
  ...more,
});

function first(count: number, of: DaySeries): string[] {
  const days: string[] = [];
  for (const day of daysOfSeries(of)) {
    if (days.push(day) === count) break;
  }
  return days;
}

/** Examples of RFC 5545, 3.8.5.3, and the worked cases. */
it.each([
  ['1997-09-02', 'FREQ=DAILY;COUNT=3', '1997-09-02 1997-09-03 1997-09-04'],
  ['1997-09-02', 'FREQ=DAILY;INTERVAL=10;COUNT=3', '1997-09-02 1997-09-12 1997-09-22'],
  ['1997-09-02', 'FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,TH;COUNT=4', '1997-09-02 1997-09-04 1997-09-16 1997-09-18'],
  ['1997-08-05', 'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO', '1997-08-05 1997-08-10 1997-08-19 1997-08-24'],
  ['1997-08-05', 'FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU', '1997-08-05 1997-08-17 1997-08-19 1997-08-31'],
  ['1997-09-05', 'FREQ=MONTHLY;COUNT=3;BYDAY=1FR', '1997-09-05 1997-10-03 1997-11-07'],
  ['1997-09-22', 'FREQ=MONTHLY;COUNT=3;BYDAY=-2MO', '1997-09-22 1997-10-20 1997-11-17'],
  ['1997-09-28', 'FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=3', '1997-09-28 1997-10-29 1997-11-28'],
  ['1997-09-30', 'FREQ=MONTHLY;COUNT=4;BYMONTHDAY=1,-1', '1997-09-30 1997-10-01 1997-10-31 1997-11-01'],
  ['1997-01-01', 'FREQ=YEARLY;INTERVAL=3;COUNT=4;BYYEARDAY=1,100,200', '1997-01-01 1997-04-10 1997-07-19 2000-01-01'],
  ['1997-05-19', 'FREQ=YEARLY;BYDAY=20MO;COUNT=3', '1997-05-19 1998-05-18 1999-05-17'],
  ['1997-05-12', 'FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3', '1997-05-12 1998-05-11 1999-05-17'],
  ['1997-09-02', 'FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=3', '1998-02-13 1998-03-13 1998-11-13'],
  [
    '1996-11-05',
    'FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=3',
    '1996-11-05 2000-11-07 2004-11-02',
  ],
  ['1997-09-04', 'FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3', '1997-09-04 1997-10-07 1997-11-06'],
  ['1997-09-29', 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=3', '1997-09-29 1997-10-30 1997-11-27'],
  ['2007-01-15', 'FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5', '2007-01-15 2007-01-30 2007-02-15 2007-03-15 2007-03-30'],
  ['2026-09-26', 'FREQ=DAILY;COUNT=3', '2026-09-26 2026-09-27 2026-09-28'],
  ['2026-01-31', 'FREQ=MONTHLY;COUNT=4', '2026-01-31 2026-03-31 2026-05-31 2026-07-31'],
  ['2024-02-29', 'FREQ=YEARLY;COUNT=3', '2024-02-29 2028-02-29 2032-02-29'],
  ['2026-01-05', 'FREQ=WEEKLY;UNTIL=20260119', '2026-01-05 2026-01-12 2026-01-19'],
  ['2026-01-05', 'RRULE:FREQ=WEEKLY;UNTIL=20260118T230000Z', '2026-01-05 2026-01-12'],
])('from %s, %s is on %s', (start, text, days) => {
  expect(first(days.split(' ').length + 1, series(start, text)).join(' ')).toBe(
    /COUNT|UNTIL/.test(text) ? days : expect.anything(),
  );
});

it('ends at an instant by the clocks of its zone', () => {
  const until = (timeZone: string) =>
    first(9, series('2026-01-05', 'FREQ=DAILY;UNTIL=20260107T080000Z', { at: { time: '09:00', timeZone } }));
  expect(until('Europe/Berlin')).toEqual(['2026-01-05', '2026-01-06', '2026-01-07']);
  expect(until('UTC')).toEqual(['2026-01-05', '2026-01-06']);
});

it('counts the days of the rule, before some are excluded and others added', () => {
  const three = series('2026-03-02', 'FREQ=DAILY;COUNT=3', { excluded: ['2026-03-03'], added: ['2026-03-10'] });
  expect(first(9, three)).toEqual(['2026-03-02', '2026-03-04', '2026-03-10']);
  expect(dayAfter(three, '2026-03-04')).toBe('2026-03-10');
  expect(dayAfter(three, '2026-03-10')).toBeUndefined();
  expect(daysBetween(three, '2026-03-03', '2026-03-10', 1)).toEqual(['2026-03-04']);
});

it('an added day that the rule has is one day, and an excluded one is none', () => {
  const same = series('2026-03-02', 'FREQ=DAILY;COUNT=2', {
    excluded: ['2026-03-09'],
    added: ['2026-03-03', '2026-03-09'],
  });
  expect(first(9, same)).toEqual(['2026-03-02', '2026-03-03']);
});

it.each([
  'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
  'FREQ=MONTHLY;BYMONTH=4;BYMONTHDAY=31',
  'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
  'FREQ=WEEKLY;BYMONTH=2;INTERVAL=1000;UNTIL=20260103',
  'FREQ=YEARLY;BYYEARDAY=366;INTERVAL=100;BYMONTH=1',
  'FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1',
])('%s is on no day, which takes less than 50 ms to tell', (text) => {
  const none = series('2026-01-01', text);
  const isQuick = () => {
    const begun = performance.now();
    expect(firstDay(none)).toBeUndefined();
    return performance.now() - begun < 50;
  };
  // On a busy machine most of a time may be that of others.
  expect(Array.from({ length: 40 }).some(isQuick)).toBe(true);
});

it.each([
  ['FREQ=SECONDLY', 'unsupported'],
  ['FREQ=MINUTELY;INTERVAL=5', 'unsupported'],
  ['FREQ=HOURLY', 'unsupported'],
  ['FREQ=DAILY;BYHOUR=9', 'unsupported'],
  ['FREQ=DAILY;COUNT=1001', 'unsupported'],
  ['FREQ=DAILY;INTERVAL=1001', 'unsupported'],
  ['FREQ=DAILY;COUNT=0', 'malformed'],
  ['FREQ=DAILY;COUNT=3;UNTIL=20260101', 'malformed'],
  ['FREQ=DAILY;UNTIL=20260230', 'malformed'],
  ['FREQ=WEEKLY;BYDAY=1MO', 'malformed'],
  ['FREQ=WEEKLY;BYMONTHDAY=3', 'malformed'],
  ['FREQ=MONTHLY;BYWEEKNO=3', 'malformed'],
  ['FREQ=MONTHLY;BYYEARDAY=3', 'malformed'],
  ['FREQ=MONTHLY;BYMONTHDAY=32', 'malformed'],
  ['FREQ=MONTHLY;BYSETPOS=1', 'malformed'],
  ['FREQ=DAILY;FREQ=DAILY', 'malformed'],
  ['INTERVAL=2', 'malformed'],
  ['every monday', 'malformed'],
  ['FREQ=DAILY\r\nDTSTART:20260101', 'malformed'],
])('%j is %s', (text, fault) => {
  expect(readRecurrenceRule(text)).toMatchObject({ fault });
});

/** Combinations that the other library has right: it takes the numbered and the plain days of BYDAY as both required. */
const rules = fc
  .record({
    freq: fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'),
    interval: fc.integer({ min: 1, max: 5 }),
    months: fc.subarray([1, 2, 6, 12], { minLength: 0, maxLength: 2 }),
    monthDays: fc.subarray([1, 13, 29, 31, -1, -30], { minLength: 0, maxLength: 2 }),
    yearDays: fc.subarray([1, 60, 366, -1], { minLength: 0, maxLength: 2 }),
    weeks: fc.subarray([1, 20, 53, -1], { minLength: 0, maxLength: 2 }),
    weekdays: fc.subarray([...WEEKDAYS], { minLength: 0, maxLength: 3 }),
    nth: fc.constantFrom('', '', '1', '-1', '5'),
    positions: fc.constantFrom([], [], [1], [-1]),
    weekStart: fc.constantFrom(...WEEKDAYS),
  })
  .map(({ freq, interval, months, monthDays, yearDays, weeks, weekdays, nth, positions, weekStart }) => {
    const isYearly = freq === 'YEARLY';
    const withWeeks = isYearly && weeks.length > 0 && weekdays.length > 0;
    const numbered = ['MONTHLY', 'YEARLY'].includes(freq) && !withWeeks ? nth : '';
    const by = [
      ['BYMONTH', months],
      ['BYMONTHDAY', freq === 'WEEKLY' ? [] : monthDays],
      ['BYYEARDAY', isYearly ? yearDays : []],
      ['BYWEEKNO', withWeeks ? weeks : []],
      ['BYDAY', weekdays.map((day) => `${numbered}${day}`)],
    ] as const;
    const parts = by.filter(([, values]) => values.length > 0).map(([name, values]) => `${name}=${values.join(',')}`);
    // The other library needs seconds to find that a week has no second Monday.
    const hasPlaces = ['MONTHLY', 'YEARLY'].includes(freq) && parts.length > 0;
    const position = hasPlaces && positions.length > 0 ? [`BYSETPOS=${positions.join(',')}`] : [];
    return [`FREQ=${freq}`, `INTERVAL=${interval}`, `WKST=${weekStart}`, ...parts, ...position].join(';');
  });

it('has the days that another implementation finds', () => {
  fc.assert(
    fc.property(rules, fc.integer({ min: 0, max: 3_000 }), (text, offset) => {
      const dtstart = new Date(Date.UTC(2024, 0, 1 + offset));
      const until = new Date(Date.UTC(2036, 0, 1));
      const theirs = new RRule({ ...RRule.parseString(text), dtstart, until }).all((_, index) => index < 20);
      const days = theirs.slice(0, 20).map((date) => date.toISOString().slice(0, 10));
      const start = dtstart.toISOString().slice(0, 10);
      expect(daysBetween(series(start, text), start, '2036-01-01', 20)).toEqual(days);
    }),
    { numRuns: 60 },
  );
});
