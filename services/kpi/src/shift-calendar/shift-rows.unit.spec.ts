import {
  calendarShifts,
  dayShifts,
  faultOfCalendar,
  faultOfCalendarRow,
  faultOfException,
  faultOfExceptionRow,
  shiftHours,
  type ShiftCells,
} from './shift-rows';
import { shiftCells, shiftsText } from './shift-table';

const early: ShiftCells = { shift: 'Early', weekdays: [1, 2], start: '06:00', end: '14:00' };
const late: ShiftCells = { ...early, shift: 'Late', start: '14:00', end: '22:00' };
const { weekdays: _, ...earlyOnADate } = early;
const where = (fault: { readonly column: string | null; readonly code: string; readonly at?: number } | undefined) =>
  fault && [...(fault.at === undefined ? [] : [fault.at]), fault.column, fault.code];

describe('a row of a calendar', () => {
  it('is a shift with all that it needs, or closed and nothing else', () => {
    expect(faultOfCalendarRow(early)).toBeUndefined();
    expect(faultOfCalendarRow({ closed: true })).toBeUndefined();
    expect(where(faultOfCalendarRow({ ...early, closed: true }))).toEqual(['shift', 'CHOICE']);
    expect(where(faultOfCalendarRow({}))).toEqual(['shift', 'REQUIRED']);
    expect(where(faultOfCalendarRow(earlyOnADate))).toEqual(['weekdays', 'REQUIRED']);
    expect(faultOfExceptionRow(earlyOnADate)).toBeUndefined();
  });

  it.each<[string, string, string | undefined, string | undefined]>([
    ['06:00', '14:00', '8', undefined],
    ['22:00', '06:00', '8.0', undefined],
    ['06:00', '13:20', '7.333', undefined],
    ['06:00', '06:00', '24', undefined],
    ['06:00', '06:00', undefined, 'end'],
    ['06:00', '06:00', '0', 'shiftHours'],
    ['06:00', '07:00', '25', 'shiftHours'],
    ['06:00', '14:00', '7.5', 'shiftHours'],
  ])('from %s to %s of %s hours has its fault at: %s', (start, end, hours, column) => {
    const row = { ...early, start, end, ...(hours !== undefined && { shiftHours: hours }) };
    expect(faultOfCalendarRow(row)?.column).toBe(column);
  });

  it('is read again with the hours that a table shows', () => {
    for (let minute = 1; minute <= 1_440; minute++) {
      const end = `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
      const row = { ...early, start: '00:00', end };
      expect(faultOfCalendarRow({ ...row, shiftHours: shiftHours(row) })).toBeUndefined();
    }
  });
});

describe('the rows of a calendar together', () => {
  it('are its shifts', () => {
    expect(faultOfCalendar([early, late])).toBeUndefined();
    expect(calendarShifts([early])).toEqual([
      { name: 'Early', weekdays: [1, 2], start: '06:00', end: '14:00', breaks: [] },
    ]);
    expect([calendarShifts([{ closed: true }]), faultOfCalendar([{ closed: true }])]).toEqual([[], undefined]);
  });

  it('have their fault at the row and column that it is about', () => {
    const night = { ...early, shift: 'Night', weekdays: [2, 7], start: '22:00', end: '07:00' };
    expect(where(faultOfCalendar([late, early, night]))).toEqual([1, 'start', 'RANGE']);
    expect(where(faultOfCalendar([early, { ...late, shift: 'EARLY' }]))).toEqual([1, 'shift', 'REPEATED']);
    const outside = { ...late, breaks: [{ start: '09:00', end: '09:15' }] };
    expect(where(faultOfCalendar([early, outside]))).toEqual([1, 'breaks', 'RANGE']);
    expect(where(faultOfCalendar([early, late, { ...early }]))).toEqual([2, null, 'DUPLICATE']);
    expect(where(faultOfCalendar([early, { closed: true }]))).toEqual([1, 'closed', 'CHOICE']);
    const many = Array.from({ length: 100_000 }, (_, at) => ({ ...early, shift: `S${at}` }));
    expect(where(faultOfCalendar(many))).toEqual([84, null, 'COUNT']);
  });

  it('of a date overlap on that date alone', () => {
    expect(faultOfException([earlyOnADate, { ...late }])).toBeUndefined();
    expect(where(faultOfException([earlyOnADate, { ...late, start: '13:00' }]))).toEqual([1, 'start', 'RANGE']);
    expect(dayShifts([earlyOnADate])).toEqual([{ name: 'Early', start: '06:00', end: '14:00', breaks: [] }]);
  });
});

it('a table has a row for each shift, and one that says that there is none', () => {
  const shifts = [{ name: 'Early', start: '22:00', end: '06:30', breaks: [{ start: '01:00', end: '01:15' }] }];
  expect(shiftCells(shifts, () => ({ line: 'L1' }))).toEqual([
    {
      line: 'L1',
      closed: false,
      shift: 'Early',
      start: '22:00',
      end: '06:30',
      shiftHours: '8.500',
      breaks: '01:00-01:15',
    },
  ]);
  expect(shiftCells([], () => ({ line: null }))).toMatchObject([{ line: null, closed: true, shift: null }]);
  expect([shiftsText(shifts), shiftsText([])]).toEqual(['Early 22:00-06:30 (01:00-01:15)', 'closed']);
});
