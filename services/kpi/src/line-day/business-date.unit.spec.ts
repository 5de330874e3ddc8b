import { linePlan } from '../time/planned-shifts';
import { businessDateOf, spelledShift } from './business-date';

const LINE = '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071';
const timeZone = 'Europe/Berlin';
const shifts = [
  { name: 'Late', start: '14:00', end: '18:00', breaks: [], weekdays: [1, 2, 3, 4, 5, 6, 7] },
  { name: 'Night', start: '18:00', end: '07:00', breaks: [], weekdays: [1, 2, 3, 4, 5, 6, 7] },
];
const plan = linePlan({ rows: [{ lineId: null, validFrom: '2026-01-01', shifts }], exceptions: [] }, LINE, timeZone);

it.each([
  ['in the night shift after midnight, that of its start (C5)', '2026-07-14T00:30:00.000Z', '2026-07-13'],
  ['at its last instant', '2026-07-14T04:59:59.999Z', '2026-07-13'],
  ['at its end, where no shift follows, the local date', '2026-07-14T05:00:00.000Z', '2026-07-14'],
  ['at the start of a shift', '2026-07-14T12:00:00.000Z', '2026-07-14'],
  ['outside of every calendar, the local date', '2025-07-13T22:30:00.000Z', '2025-07-14'],
])('the business date of a moment is %s', (_, moment, date) => {
  expect(businessDateOf(moment, { plan, timeZone })).toBe(date);
});

it('a shift is spelled as the calendar has it, else as given', () => {
  expect(spelledShift('NIGHT', '2026-07-13', plan)).toBe('Night');
  expect(spelledShift('Extra', '2026-07-13', plan)).toBe('Extra');
  expect(spelledShift('night', '2025-07-13', plan)).toBe('night');
});
