import fc from 'fast-check';
import { breaksIn, breaksText, weekdaysIn, weekdaysText } from './shift-cells';

it.each<[string, number[]]>([
  ['Mon-Fri', [1, 2, 3, 4, 5]],
  ['Mo – Fr', [1, 2, 3, 4, 5]],
  ['Mo.bis Fr.', [1, 2, 3, 4, 5]],
  ['Montag bis Mittwoch und Samstag', [1, 2, 3, 6]],
  ['Tuesday to Thursday and Sunday', [2, 3, 4, 7]],
  ['Di, Do; So', [2, 4, 7]],
  ['Fri-Mon', [1, 5, 6, 7]],
  ['6 7', [6, 7]],
  ['1-5', [1, 2, 3, 4, 5]],
  ['täglich', [1, 2, 3, 4, 5, 6, 7]],
  ['Sat Sat', [6]],
])('weekdays are read as planners write them: %s', (text, days) => {
  expect(weekdaysIn(text)).toEqual(days);
});

it.each(['Freit', '0', '8', 'Mon-', '-', '', 'Mon-Wed-Fri', '2026-05-01'])('no weekdays are guessed: %j', (text) => {
  expect(weekdaysIn(text)).toBe(text);
});

it('weekdays are read again from what a table shows', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), (days) => {
      const sorted = days.toSorted((one, other) => one - other);
      expect(weekdaysIn(weekdaysText(sorted))).toEqual(sorted);
    }),
  );
});

it('breaks are times from and to, and a length without a time is none', () => {
  const breaks = [
    { start: '09:00', end: '09:15' },
    { start: '12:00', end: '12:30' },
  ];
  expect(breaksIn('9:00 - 9:15, 12:00–12:30')).toEqual(breaks);
  expect(breaksIn('09:00 bis 09:15 und 12:00 to 12:30')).toEqual(breaks);
  expect(breaksIn(breaksText(breaks) ?? '')).toEqual(breaks);
  expect(breaksText([])).toBeNull();
  expect(['30 min', '09:00', '9-9:15'].map(breaksIn)).toEqual(['30 min', '09:00', '9-9:15']);
});
