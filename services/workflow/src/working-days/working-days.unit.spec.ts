import fc from 'fast-check';
import { event } from '#contracts/declare/event';
import { WorkingDaysSet } from '#contracts/workflow/working-days-events';
import { daysAfter } from '#contracts/values/local-date';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { workingDaysAfter } from './count-working-days';
import { setWorkingDays } from './set-working-days';
import { MONDAY_TO_FRIDAY, workingWeek } from './working-week';

const EASTER = {
  weekdays: [1, 2, 3, 4, 5],
  holidays: [
    { date: '2026-04-03', name: 'Good Friday' },
    { date: '2026-04-06', name: 'Easter Monday' },
  ],
};

describe('working days', () => {
  it('leave out weekends and the holidays of the organisation', () => {
    expect(workingDaysAfter('2026-04-02', 1, MONDAY_TO_FRIDAY)).toBe('2026-04-03');
    expect(workingDaysAfter('2026-04-02', 1, EASTER)).toBe('2026-04-07');
    expect(workingDaysAfter('2026-04-07', -1, EASTER)).toBe('2026-04-02');
    expect(workingDaysAfter('2026-04-07', -2, EASTER)).toBe('2026-04-01');
  });

  it('count from a date that is none itself', () => {
    expect(workingDaysAfter('2026-04-05', 0, EASTER)).toBe('2026-04-05');
    expect(workingDaysAfter('2026-04-05', 1, EASTER)).toBe('2026-04-07');
    expect(workingDaysAfter('2026-04-05', -1, EASTER)).toBe('2026-04-02');
  });

  it('are those of the weekdays on which the organisation works', () => {
    expect(workingDaysAfter('2026-04-02', 2, { weekdays: [7], holidays: [] })).toBe('2026-04-12');
  });

  it('are calendar days where every day is free', () => {
    const everyDay = Array.from({ length: 6_000 }, (_, n) => ({ date: daysAfter('2020-01-01', n), name: 'free' }));
    expect(workingDaysAfter('2021-01-01', 3, { weekdays: [1], holidays: everyDay })).toBe('2021-01-04');
  });

  it('there and back again end on the same working day', () => {
    const dates = fc.integer({ min: 0, max: 700 }).map((n) => daysAfter('2026-01-01', n));
    fc.assert(
      fc.property(dates, fc.integer({ min: 1, max: 60 }), (date, days) => {
        const first = workingDaysAfter(date, 1, EASTER);
        expect(workingDaysAfter(workingDaysAfter(first, days, EASTER), -days, EASTER)).toBe(first);
      }),
      { numRuns: 50 },
    );
  });

  it('are set as a whole, in order', () => {
    const [friday, monday] = EASTER.holidays as [(typeof EASTER.holidays)[0], (typeof EASTER.holidays)[0]];
    const set = event(WorkingDaysSet, { organizationId: GIVEN.tenantId, ...EASTER });
    const command = { weekdays: [5, 4, 3, 2, 1], holidays: [monday, friday] };
    given(workingWeek).when(setWorkingDays, command).then(set);
    given(workingWeek, set).when(setWorkingDays, command).thenNothing();
    given(workingWeek)
      .when(setWorkingDays, { weekdays: [1], holidays: [friday, { ...friday, name: 'Again' }] })
      .thenRefused('VALIDATION_FAILED');
  });
});
