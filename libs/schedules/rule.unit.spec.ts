import fc from 'fast-check';
import { localDate } from '#contracts/values/local-date';
import { daily, everyMinutes, monthly, weekly, type LocalRule } from '.';
import { dueAround } from './rule';

const iso = (at: number) => new Date(at).toISOString();
const around = (rule: LocalRule, timeZone: string, now: string) => {
  const { latest, next } = dueAround(rule, timeZone, Date.parse(now));
  return [`${latest.on} ${iso(latest.at)}`, `${next.on} ${iso(next.at)}`];
};

describe('the due moment', () => {
  it.each<[string, LocalRule, string, string, [string, string]]>([
    [
      'daily, at the moment itself',
      daily('03:30'),
      'Europe/Berlin',
      '2026-01-31T02:30:00.000Z',
      ['2026-01-31 2026-01-31T02:30:00.000Z', '2026-02-01 2026-02-01T02:30:00.000Z'],
    ],
    [
      'daily, in a night whose clocks pass over the time',
      daily('02:30'),
      'Europe/Berlin',
      '2026-03-29T01:00:00.000Z',
      ['2026-03-29 2026-03-29T01:00:00.000Z', '2026-03-30 2026-03-30T00:30:00.000Z'],
    ],
    [
      'daily, in a night whose clocks show the time twice, once',
      daily('02:30'),
      'Europe/Berlin',
      '2026-10-25T01:30:00.000Z',
      ['2026-10-25 2026-10-25T00:30:00.000Z', '2026-10-26 2026-10-26T01:30:00.000Z'],
    ],
    [
      'weekly',
      weekly(['monday', 'thursday'], '08:00'),
      'America/New_York',
      '2026-01-31T12:00:00.000Z',
      ['2026-01-29 2026-01-29T13:00:00.000Z', '2026-02-02 2026-02-02T13:00:00.000Z'],
    ],
    [
      'monthly, on the last day of a shorter month',
      monthly(31, '00:00'),
      'UTC',
      '2026-02-27T12:00:00.000Z',
      ['2026-01-31 2026-01-31T00:00:00.000Z', '2026-02-28 2026-02-28T00:00:00.000Z'],
    ],
    [
      'every so many minutes of the day',
      everyMinutes(15),
      'Europe/Berlin',
      '2026-01-31T12:14:59.999Z',
      ['2026-01-31T12:00 2026-01-31T12:00:00.000Z', '2026-01-31T12:15 2026-01-31T12:15:00.000Z'],
    ],
  ])('%s', (_, rule, timeZone, now, expected) => expect(around(rule, timeZone, now)).toEqual(expected));

  it('follows on itself: one moment for each date, none left out, however the zone changes its clocks', () => {
    const zones = fc.constantFrom('Europe/Berlin', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC');
    const times = fc
      .tuple(fc.nat(23), fc.nat(59))
      .map((of) => of.map((part) => String(part).padStart(2, '0')).join(':'));
    const moments = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2030, 0, 1) });
    const rules = times.chain((time) =>
      fc.constantFrom(daily(time), weekly(['tuesday', 'saturday'], time), monthly(30, time)),
    );
    fc.assert(
      fc.property(zones, rules, moments, (timeZone, rule, now) => {
        const { latest, next } = dueAround(rule, timeZone, now);
        expect(latest.at <= now && now < next.at && latest.on < next.on).toBe(true);
        expect(localDate(iso(latest.at), timeZone) >= latest.on).toBe(true);
        expect(dueAround(rule, timeZone, next.at).latest).toEqual(next);
        expect(dueAround(rule, timeZone, next.at - 1).latest).toEqual(latest);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    () => daily('24:00'),
    () => daily('3:30'),
    () => weekly([], '03:30'),
    () => monthly(0, '03:30'),
    () => everyMinutes(7),
  ])('is refused where it is no rule (%#)', (rule) => expect(rule).toThrow(TypeError));
});
