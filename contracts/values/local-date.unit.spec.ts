import fc from 'fast-check';
import { daysAfter, localDate, startOfDay } from './local-date';

/** Changes by an hour and by half of one, at midnight and in the night, a skipped day, and no changes at all. */
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'Asia/Kathmandu',
  'Asia/Beirut',
] as const;

const HOUR_MS = 3_600_000;
const moments = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2100, 0, 1) });

/** Computed from the zone's offset at the moment, without a calendar. */
function byOffset(at: number, timeZone: string): string {
  const named = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(at);
  const text = named.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '0', minutes = '0', seconds = '0'] =
    /^GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text) ?? [];
  const offset = (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * (sign === '-' ? -1_000 : 1_000);
  return new Date(at + offset).toISOString().slice(0, 10);
}

describe('the date of a moment in a time zone', () => {
  it.each([
    ['2026-01-31T22:59:59.999Z', 'Europe/Berlin', '2026-01-31'],
    ['2026-01-31T23:00:00.000Z', 'Europe/Berlin', '2026-02-01'],
    ['2026-03-29T21:59:59.999Z', 'Europe/Berlin', '2026-03-29'],
    ['2026-03-29T22:00:00.000Z', 'Europe/Berlin', '2026-03-30'],
    ['2011-12-30T09:59:59.999Z', 'Pacific/Apia', '2011-12-29'],
    ['2011-12-30T10:00:00.000Z', 'Pacific/Apia', '2011-12-31'],
    ['2026-01-01T04:59:59.999Z', 'America/New_York', '2025-12-31'],
  ])('%s in %s is %s', (moment, timeZone, date) => expect(localDate(moment, timeZone)).toBe(date));

  it("is that of the clock on the wall, for any changes of the zone's clocks", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), moments, (timeZone, at) => {
        expect(localDate(new Date(at).toISOString(), timeZone)).toBe(byOffset(at, timeZone));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['Europe/Berlin', '2026-03-29'],
    ['Europe/Berlin', '2026-10-25'],
    ['America/New_York', '2026-03-08'],
    ['America/New_York', '2026-11-01'],
    ['Australia/Lord_Howe', '2026-04-05'],
    ['Australia/Lord_Howe', '2026-10-04'],
    ['Asia/Beirut', '2026-03-29'],
    ['America/Sao_Paulo', '2018-11-04'],
  ])('never goes back, and is that of the clock on the wall, while %s changes its clocks on %s', (timeZone, day) => {
    let before = '';
    const noon = Date.parse(`${day}T12:00:00.000Z`);
    for (let at = noon - 36 * HOUR_MS; at < noon + 36 * HOUR_MS; at += HOUR_MS / 2) {
      const date = localDate(new Date(at).toISOString(), timeZone);
      expect(date).toBe(byOffset(at, timeZone));
      expect(date >= before).toBe(true);
      before = date;
    }
  });

  it('is refused for an unknown zone', () => {
    expect(() => localDate('2026-01-31T12:00:00.000Z', 'Mars/Olympus')).toThrow(RangeError);
  });
});

describe('days after a date', () => {
  it('are days of the calendar, over changes of clocks and leap days', () => {
    expect(daysAfter('2026-03-28', 1)).toBe('2026-03-29');
    expect(daysAfter('2026-03-29', 1)).toBe('2026-03-30');
    expect(daysAfter('2028-02-28', 1)).toBe('2028-02-29');
    expect(daysAfter('2026-12-31', 1)).toBe('2027-01-01');
  });

  it('add up', () => {
    const days = fc.integer({ min: 0, max: 20_000 });
    fc.assert(
      fc.property(moments, days, days, (at, one, other) => {
        const date = new Date(at).toISOString().slice(0, 10);
        expect(daysAfter(daysAfter(date, one), other)).toBe(daysAfter(date, one + other));
        expect(daysAfter(date, one) > date).toBe(one > 0);
      }),
    );
  });
});

it('a day begins at the first moment that has its date, in every zone', () => {
  fc.assert(
    fc.property(moments, fc.constantFrom(...ZONES), (at, timeZone) => {
      const date = localDate(new Date(at).toISOString(), timeZone);
      const start = startOfDay(date, timeZone);
      expect(localDate(start, timeZone)).toBe(date);
      expect(localDate(new Date(Date.parse(start) - 1).toISOString(), timeZone) < date).toBe(true);
    }),
  );
  expect(startOfDay('2026-03-29', 'Europe/Berlin')).toBe('2026-03-28T23:00:00.000Z');
  expect(startOfDay('2011-12-30', 'Pacific/Apia')).toBe('2011-12-30T10:00:00.000Z');
});
