import fc from 'fast-check';
import { readDate } from './date-format';
import { readNumber } from './number-format';

describe('a number', () => {
  it.each([
    ['5-', '-5'],
    ['(5)', '-5'],
    ['\u22125', '-5'],
    ['1\u00a0234,5', '1234.5'],
    ['1\u202f234', '1234'],
    ['1.234', '1234'],
    ["1'234", '1234'],
    ["1'234.567", undefined],
    ['10 237,65', '10237.65'],
    ['1.355,90', '1355.90'],
    ['9,99', '9.99'],
    ['0.125', undefined],
    ['1.23', undefined],
    ['1,2,3', undefined],
    ['--5', undefined],
    ['1e5', undefined],
    ['', undefined],
  ])('%j is %j where the comma is decimal', (text, number) => {
    expect(readNumber(text, 'comma')).toBe(number);
  });

  it('written with groups and a comma is read back as it was', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.integer({ min: 0, max: 999 }), (whole, thousandths) => {
        const fraction = String(thousandths).padStart(3, '0');
        const written = `${whole.toLocaleString('de-DE')},${fraction}`;
        expect(readNumber(written, 'comma')).toBe(`${whole}.${fraction}`);
        expect(readNumber(written.replaceAll('.', "'").replace(',', '.'), 'point')).toBe(`${whole}.${fraction}`);
      }),
    );
  });
});

it('a date has a year of four digits and is one of the calendar', () => {
  expect(readDate('29.02.2024', { format: 'dmy', isSaid: false })).toBe('2024-02-29');
  expect(readDate('29.02.2026', { format: 'dmy', isSaid: false })).toBeUndefined();
  expect(readDate('1.2.26', { format: 'dmy', isSaid: false })).toBeUndefined();
  expect(readDate('2026/4/5', { format: 'ymd', isSaid: false })).toBe('2026-04-05');
  expect(readDate('15.04.2026 00:00:00', { format: 'dmy', isSaid: false })).toBe('2026-04-15');
  expect(readDate('15.04.2026 00:01', { format: 'dmy', isSaid: false })).toBeUndefined();
});
