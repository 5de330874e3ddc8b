import fc from 'fast-check';
import { daysAfter, localDate, startOfDay } from '../values/local-date';
import { accessGaps, gapAt } from './access-gaps';
import { leaveInstant } from './leave-instant';

const ZONES = [
  'Europe/Berlin',
  'America/Santiago',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Auckland',
  'UTC',
];

describe('the instant of a leave', () => {
  it('is the end of the last day, also when the clocks change', () => {
    expect(leaveInstant('2026-03-29', 'Europe/Berlin')).toBe('2026-03-29T22:00:00.000Z');
    // First day out the 29th: last day in the 28th.
    expect(leaveInstant('2026-03-28', 'Europe/Berlin')).toBe('2026-03-28T23:00:00.000Z');
    // The clocks skip midnight of the 6th: the day begins at 01:00.
    expect(leaveInstant('2026-09-05', 'America/Santiago')).toBe('2026-09-06T04:00:00.000Z');
  });

  it('is the first moment of which the local date is after the last day', () => {
    const lastDays = fc.integer({ min: 0, max: 3_650 }).map((days) => daysAfter('2020-01-01', days));
    fc.assert(
      fc.property(lastDays, fc.constantFrom(...ZONES), (lastDay, zone) => {
        const instant = leaveInstant(lastDay, zone);
        expect(localDate(instant, zone) > lastDay).toBe(true);
        expect(localDate(new Date(Date.parse(instant) - 1).toISOString(), zone) <= lastDay).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the time without access', () => {
  const zone = 'Europe/Berlin';
  const spells = [
    { startsOn: '2025-01-01', lastDay: '2025-12-31' },
    { startsOn: '2026-03-01', lastDay: null },
  ];
  const GAP = { from: '2025-12-31T23:00:00.000Z', until: '2026-02-28T23:00:00.000Z', reason: 'leave' };

  it('lasts from the end of a last day to the next first day', () => {
    expect(accessGaps({ spells, accessRevokedAt: null }, zone)).toEqual([GAP]);
    const adjoining = [spells[0], { startsOn: '2026-01-01', lastDay: null }] as typeof spells;
    expect(accessGaps({ spells: adjoining, accessRevokedAt: null }, zone)).toEqual([]);
  });

  it('begins at once with a revocation, of that employment alone', () => {
    const accessRevokedAt = '2026-04-01T09:30:00.000Z';
    const [, revoked] = accessGaps({ spells, accessRevokedAt }, zone);
    expect(revoked).toEqual({ from: accessRevokedAt, until: null, reason: 'access_revoked' });
    expect(accessGaps({ spells, accessRevokedAt: '2025-06-01T09:30:00.000Z' }, zone)).toEqual([
      { ...GAP, from: '2025-06-01T09:30:00.000Z', reason: 'access_revoked' },
    ]);
    // Later than the leave: that was first.
    expect(accessGaps({ spells, accessRevokedAt: '2026-01-15T09:30:00.000Z' }, zone)).toEqual([GAP]);
  });

  it('is entered at its instant and left at the first day', () => {
    const gaps = accessGaps({ spells, accessRevokedAt: null }, zone);
    expect(gapAt(gaps, '2025-12-31T22:59:59.999Z')).toBeUndefined();
    expect(gapAt(gaps, GAP.from)).toEqual(GAP);
    expect(gapAt(gaps, startOfDay('2026-03-01', zone))).toBeUndefined();
  });
});
