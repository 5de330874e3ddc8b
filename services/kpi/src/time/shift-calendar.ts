import { dayNumber, weekdayOf } from '#contracts/values/civil-day';
import { inForce } from './in-force';

/** The working times of lines, as calendars say them: on the clock, not as instants. */

/** `HH:MM`; an end that is not after the start is on the next day. */
export interface ClockSpan {
  readonly start: string;
  readonly end: string;
}

export interface ShiftTimes extends ClockSpan {
  readonly name: string;
  readonly breaks: readonly ClockSpan[];
}

export interface WeeklyShift extends ShiftTimes {
  /** 1: Monday, 7: Sunday. */
  readonly weekdays: readonly number[];
}

/** `lineId` null: for all lines that have no calendar of their own. */
export interface CalendarRow {
  readonly lineId: string | null;
  readonly validFrom: string;
  readonly shifts: readonly WeeklyShift[];
}

/** The shifts of one date; none: closed. */
export interface CalendarException {
  readonly lineId: string | null;
  readonly date: string;
  readonly shifts: readonly ShiftTimes[];
}

/** In the order of recording: of two for the same line and date the later one counts. */
export interface ShiftCalendars {
  readonly rows: readonly CalendarRow[];
  readonly exceptions: readonly CalendarException[];
}

/** The shifts of a line that begin on a date, in no order; undefined where no calendar counts. */
export function shiftTimesOn(
  date: string,
  lineId: string,
  { rows, exceptions }: ShiftCalendars,
): readonly ShiftTimes[] | undefined {
  const exception =
    exceptions.findLast((each) => each.lineId === lineId && each.date === date) ??
    exceptions.findLast((each) => each.lineId === null && each.date === date);
  if (exception) return exception.shifts;
  const row =
    inForce(
      rows.filter((each) => each.lineId === lineId),
      date,
    ) ??
    inForce(
      rows.filter((each) => each.lineId === null),
      date,
    );
  return row?.shifts.filter(({ weekdays }) => weekdays.includes(weekday(date)));
}

function weekday(date: string): number {
  return weekdayOf(dayNumber(date)) + 1;
}
