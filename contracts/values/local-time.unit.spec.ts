import fc from 'fast-check';
import { localDate } from './local-date';
import { instantOf, instantsShowing } from './local-time';

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
  'Africa/Casablanca',
] as const;

const MINUTE_MS = 60_000;

function shown(instant: number, timeZone: string): string {
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return `${localDate(new Date(instant).toISOString(), timeZone)}T${time.format(instant)}`;
}

describe('the instant of a date and time in a time zone', () => {
  it.each([
    ['on a plain day', '2026-01-31', '03:30', 'Europe/Berlin', '2026-01-31T02:30:00.000Z'],
    ['at half past five from UTC', '2026-01-31', '00:00', 'Asia/Kathmandu', '2026-01-30T18:15:00.000Z'],
    ['before the clocks go forward', '2026-03-29', '01:59', 'Europe/Berlin', '2026-03-29T00:59:00.000Z'],
    ['in the gap, the first after it', '2026-03-29', '02:30', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['at the end of the gap', '2026-03-29', '03:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['shown twice, the first', '2026-10-25', '02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['after a time that is shown twice', '2026-10-25', '03:00', 'Europe/Berlin', '2026-10-25T02:00:00.000Z'],
    ['at a midnight that is skipped', '2018-11-04', '00:00', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
    ['in half an hour that is skipped', '2026-10-04', '02:15', 'Australia/Lord_Howe', '2026-10-03T15:30:00.000Z'],
    ['on a day that is skipped', '2011-12-30', '12:00', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
  ])('%s', (_, date, time, timeZone, instant) =>
    expect(new Date(instantOf(date, time, timeZone)).toISOString()).toBe(instant),
  );

  it('is the first minute at which the clocks show that time or a later one', () => {
    const minutes = fc.integer({ min: Date.UTC(1990, 0, 1) / MINUTE_MS, max: Date.UTC(2100, 0, 1) / MINUTE_MS });
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), minutes, (timeZone, minute) => {
        const wanted = new Date(minute * MINUTE_MS).toISOString().slice(0, 16);
        const instant = instantOf(wanted.slice(0, 10), wanted.slice(11), timeZone);
        expect(shown(instant, timeZone) >= wanted).toBe(true);
        for (let before = 1; before <= 26 * 60; before += 19) {
          expect(shown(instant - before * MINUTE_MS, timeZone) < wanted).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is refused for an unknown zone', () =>
    expect(() => instantOf('2026-01-01', '00:00', 'Mars/Olympus')).toThrow(RangeError));
});

describe('the instants at which a zone shows a time', () => {
  const shownAs = (instant: number, timeZone: string) => Date.parse(`${shown(instant, timeZone)}:00.000Z`);

  it('are those alone, and each of them', () => {
    const minutes = fc.integer({ min: Date.UTC(2010, 0, 1) / MINUTE_MS, max: Date.UTC(2030, 0, 1) / MINUTE_MS });
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), minutes, (timeZone, minute) => {
        const local = shownAs(minute * MINUTE_MS, timeZone);
        const { at } = instantsShowing(local, timeZone);
        expect(at).toContain(minute * MINUTE_MS);
        for (const each of at) expect(shownAs(each, timeZone)).toBe(local);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['2026-10-25T02:30', 'Europe/Berlin', ['2026-10-25T00:30', '2026-10-25T01:30'], 2],
    ['2026-03-29T02:30', 'Europe/Berlin', ['2026-03-29T00:30', '2026-03-29T01:30'], 0],
    ['2026-10-04T02:15', 'Australia/Lord_Howe', ['2026-10-03T15:15', '2026-10-03T15:45'], 0],
    ['2011-12-30T12:00', 'Pacific/Apia', ['2011-12-29T22:00', '2011-12-30T22:00'], 0],
  ])('around a change of the clocks: %s in %s', (local, timeZone, around, count) => {
    const found = instantsShowing(Date.parse(`${local}Z`), timeZone);
    expect(found.around.map((each) => new Date(each).toISOString().slice(0, 16))).toEqual(around);
    expect(found.at).toHaveLength(count);
  });
});
