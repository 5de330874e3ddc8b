import fc from 'fast-check';
import { daysAfter, localDate } from '#contracts/values/local-date';
import { clockChanges, instantOf, localTime, type ClockChange } from '#contracts/values/local-time';
import { linePlan, type PlannedShift } from './planned-shifts';
import type { ShiftCalendars, WeeklyShift } from './shift-calendar';

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const shift = (name: string, start: string, end: string, more: Partial<WeeklyShift> = {}): WeeklyShift => ({
  name,
  start,
  end,
  weekdays: EVERY_DAY,
  breaks: [],
  ...more,
});
const THREE = [shift('early', '06:00', '14:00'), shift('late', '14:00', '22:00'), shift('night', '22:00', '06:00')];

function calendar(shifts: readonly WeeklyShift[], more: Partial<ShiftCalendars> = {}): ShiftCalendars {
  return { rows: [{ lineId: null, validFrom: '2020-01-01', shifts }], exceptions: [], ...more };
}

const planOf = (calendars: ShiftCalendars, timeZone = 'Europe/Berlin') => linePlan(calendars, 'A', timeZone);
const minutes = ({ from, to }: { from: number; to: number }) => (to - from) / 60_000;
const named = (shifts: readonly PlannedShift[] | undefined, name: string) =>
  shifts?.find((each) => each.name === name) as PlannedShift;

describe('the shifts of a business date', () => {
  it('C6: are as long as the clock makes them', () => {
    const plan = planOf(calendar(THREE));
    expect(minutes(named(plan.on('2027-03-27'), 'night'))).toBe(420);
    expect(minutes(named(plan.on('2027-10-30'), 'night'))).toBe(540);
    expect(minutes(named(plan.on('2027-10-29'), 'night'))).toBe(480);
  });

  it('C5: belong to the local date of their start, also after midnight', () => {
    const plan = planOf(calendar([shift('night', '18:00', '07:00'), shift('day', '14:00', '17:00')]));
    const at = instantOf('2026-07-14', '02:00', 'Europe/Berlin');
    expect(plan.within({ from: at, to: at + 3_600_000 })).toMatchObject([{ date: '2026-07-13', name: 'night' }]);
    const late = instantOf('2026-07-14', '06:50', 'Europe/Berlin');
    expect(plan.within({ from: late, to: late + 1 })).toMatchObject([{ date: '2026-07-13', name: 'night' }]);
  });

  it('follow the weekdays, the dates of validity, the line and the exceptions', () => {
    const plan = planOf({
      rows: [
        { lineId: null, validFrom: '2026-01-01', shifts: [shift('general', '06:00', '14:00')] },
        { lineId: 'A', validFrom: '2026-03-01', shifts: [shift('own', '06:00', '14:00', { weekdays: [1, 2] })] },
        { lineId: 'A', validFrom: '2026-04-01', shifts: [shift('newer', '06:00', '14:00')] },
        { lineId: 'B', validFrom: '2026-01-01', shifts: [] },
      ],
      exceptions: [
        { lineId: null, date: '2026-05-01', shifts: [] },
        { lineId: 'A', date: '2026-05-02', shifts: [shift('special', '08:00', '12:00')] },
      ],
    });
    const names = (date: string) => plan.on(date)?.map(({ name }) => name);
    expect(names('2025-12-31')).toBeUndefined();
    expect(names('2026-01-01')).toEqual(['general']);
    expect(names('2026-03-03')).toEqual(['own']);
    expect(names('2026-03-04')).toEqual([]);
    expect(names('2026-04-01')).toEqual(['newer']);
    expect(names('2026-05-01')).toEqual([]);
    expect(names('2026-05-02')).toEqual(['special']);
  });

  it('of two rows of one date the one recorded later counts', () => {
    const rows = ['first', 'mended'].map((name) => ({
      lineId: null,
      validFrom: '2026-01-01',
      shifts: [shift(name, '06:00', '14:00')],
    }));
    expect(planOf({ rows, exceptions: [] }).on('2026-01-05')).toMatchObject([{ name: 'mended' }]);
  });

  it('have breaks, also after midnight, which keep their length when the clocks change', () => {
    const breaks = [
      { start: '23:00', end: '23:15' },
      { start: '02:30', end: '03:00' },
    ];
    const plan = planOf(calendar([shift('night', '22:00', '06:00', { breaks })]));
    for (const date of ['2027-03-27', '2027-10-30', '2027-07-01']) {
      expect(named(plan.on(date), 'night').breaks.map(minutes)).toEqual([15, 30]);
    }
  });

  it('leave the time of a night to it when an exception begins earlier', () => {
    const exceptions = [{ lineId: null, date: '2026-05-02', shifts: [shift('special', '04:00', '12:00')] }];
    const plan = planOf(calendar(THREE, { exceptions }));
    expect(minutes(named(plan.on('2026-05-02'), 'special'))).toBe(360);
  });
});

/** The zones of the IANA list, one of those that change their clocks alike from 2024 to 2028. */
function zonesWithChanges(): { timeZone: string; changes: readonly ClockChange[] }[] {
  const alike = new Map<string, { timeZone: string; changes: readonly ClockChange[] }>();
  for (const timeZone of Intl.supportedValuesOf('timeZone')) {
    const changes = clockChanges(timeZone, Date.UTC(2024, 0, 1), Date.UTC(2029, 0, 1));
    alike.set(JSON.stringify(changes), { timeZone, changes });
  }
  return [...alike.values()];
}

/** Shifts around the clock, cut at any times. */
const aroundTheClock = fc
  .uniqueArray(fc.integer({ min: 0, max: 95 }), { minLength: 1, maxLength: 5 })
  .map((quarters) => {
    const times = quarters
      .toSorted((one, other) => one - other)
      .map((at) => `${String(Math.floor(at / 4)).padStart(2, '0')}:${String((at % 4) * 15).padStart(2, '0')}`);
    return times.map((start, at) => shift(`shift ${at}`, start, times[at + 1] ?? (times[0] as string)));
  });

function tiled(plan: ReturnType<typeof linePlan>, timeZone: string, at: number, shifts: readonly WeeklyShift[]) {
  const first = daysAfter(localDate(new Date(at).toISOString(), timeZone), -2);
  const dates = Array.from({ length: 4 }, (_, day) => daysAfter(first, day));
  const found = dates.flatMap((date) => plan.on(date) ?? []);
  found.slice(1).forEach(({ from }, index) => expect(from).toBe(found[index]?.to));
  const [start, end] = [found[0]?.from ?? 0, found.at(-1)?.to ?? 0];
  expect(found.reduce((sum, { from, to }) => sum + (to - from), 0)).toBe(end - start);
  for (const { from, to, date, name } of found) {
    if (from === to) continue;
    const stated = shifts.find((each) => each.name === name)?.start as string;
    const moment = new Date(from).toISOString();
    const shown = `${localDate(moment, timeZone)} ${localTime(moment, timeZone)}`;
    // Where the clocks skip the start, the shift begins when they go on: perhaps on the next day, and still of this date.
    expect(shown >= `${date} ${stated}`).toBe(true);
    if (shown !== `${date} ${stated}`) expect(from).toBe(at);
  }
}

describe('the shifts of a line around the clock', () => {
  const zones = zonesWithChanges();

  it('tile the time without gap or overlap in every zone, over each of its changes', () => {
    expect(zones.length).toBeGreaterThan(20);
    for (const { timeZone, changes } of zones) {
      const plan = planOf(calendar(THREE), timeZone);
      const midnight = [shift('one', '00:00', '02:30'), shift('two', '02:30', '00:00')];
      const atMidnight = planOf(calendar(midnight), timeZone);
      for (const { at } of changes.length > 0 ? changes : [{ at: Date.UTC(2026, 5, 1) }]) {
        tiled(plan, timeZone, at, THREE);
        tiled(atMidnight, timeZone, at, midnight);
      }
    }
  });

  it('tile it whatever their times', () => {
    const change = fc
      .constantFrom(...zones.filter(({ changes }) => changes.length > 0))
      .chain(({ timeZone, changes }) =>
        fc.record({ timeZone: fc.constant(timeZone), at: fc.constantFrom(...changes) }),
      );
    fc.assert(
      fc.property(change, aroundTheClock, ({ timeZone, at: { at } }, shifts) => {
        tiled(planOf(calendar(shifts), timeZone), timeZone, at, shifts);
      }),
      { numRuns: 60 },
    );
  });
});
