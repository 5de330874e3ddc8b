import fc from 'fast-check';
import { daysAfter } from '#contracts/values/local-date';
import { sumOf } from '../figure/sums';
import { WINDOW_DAYS, absenceByDay, absenceHistory, type CountedDay } from './absence-spells';

/** As the rule says it, day by day. */
function counted(days: readonly CountedDay[], until: string): { readonly spells: bigint; readonly halves: bigint } {
  let [spells, halves, isAbsent] = [0n, 0n, false];
  for (let date = daysAfter(until, 1 - WINDOW_DAYS); date <= until; date = daysAfter(date, 1)) {
    const shifts = days.filter((day) => day.date === date);
    const scheduled = shifts.reduce((sum, day) => sum + day.scheduled, 0n);
    if (scheduled === 0n) continue;
    const absent = shifts.reduce((sum, day) => sum + day.absent, 0n);
    // The nearest half; a quarter is nearer to the half.
    const away = 4n * absent >= 3n * scheduled ? 2n : 4n * absent >= scheduled ? 1n : 0n;
    if (away > 0n && !isAbsent) spells++;
    halves += away;
    isAbsent = away > 0n;
  }
  return { spells, halves };
}

const START = '2025-01-01';
const day = fc.record({
  date: fc.integer({ min: 0, max: 800 }).map((days) => daysAfter(START, days)),
  scheduled: fc.constantFrom(0n, 4_000n, 8_000n),
  absent: fc.constantFrom(0n, 1_000n, 2_000n, 4_000n, 6_000n, 8_000n),
});
const days = fc
  .array(day, { maxLength: 60 })
  .map((all) => all.map((each) => (each.absent > each.scheduled ? { ...each, absent: each.scheduled } : each)));
const until = fc.integer({ min: 0, max: 900 }).map((after) => daysAfter(START, after));

it('spells and days of any 52 weeks are those that are counted day by day, and the sums of their days', () => {
  fc.assert(
    fc.property(days, until, (all, date) => {
      const { spells, halves } = counted(all, date);
      const { totals } = absenceHistory(all)(date);
      expect([totals.spells, totals.absentDays]).toEqual([spells * 1_000_000_000n, halves * 500_000_000n]);
      expect(sumOf(absenceByDay(all, date).map(({ sums }) => sums)).totals).toMatchObject(
        spells === 0n ? {} : { spells: totals.spells, absentDays: totals.absentDays },
      );
    }),
    { numRuns: 60 },
  );
});
