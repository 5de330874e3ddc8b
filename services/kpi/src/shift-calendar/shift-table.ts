import type { DayShiftCells } from '#contracts/kpi/list-shift-calendars';
import type { CalendarShift, DayShift } from '#contracts/kpi/shift-calendar-events';
import { breaksText, weekdaysText } from '#contracts/kpi/shift-cells';
import { shiftHours } from './shift-rows';

const CLOSED: DayShiftCells = { closed: true, shift: null, start: null, end: null, shiftHours: null, breaks: null };

/** Shifts as rows of a table, each with what `more` adds; one row says that there are none. */
export function shiftCells<Shift extends DayShift, More extends object>(
  shifts: readonly Shift[],
  more: (shift: Shift | undefined) => More,
): readonly (DayShiftCells & More)[] {
  if (shifts.length === 0) return [{ ...CLOSED, ...more(undefined) }];
  return shifts.map((each) => {
    const { name: shift, start, end, breaks } = each;
    const cells = { closed: false, shift, start, end, shiftHours: shiftHours(each), breaks: breaksText(breaks) };
    return { ...cells, ...more(each) };
  });
}

/** Shifts in a line of text, as an old and a new value show them. */
export function shiftsText(shifts: readonly (DayShift & Partial<CalendarShift>)[]): string {
  if (shifts.length === 0) return 'closed';
  return shifts
    .map(({ name, weekdays, start, end, breaks }) => {
      const times = `${start}-${end}${breaks.length > 0 ? ` (${breaksText(breaks)})` : ''}`;
      return [name, ...(weekdays ? [weekdaysText(weekdays)] : []), times].join(' ');
    })
    .join('; ');
}
