import type { FieldError } from '#contracts/errors';
import { MAX_CALENDAR_SHIFTS, MAX_SHIFTS_A_DAY, type ShiftBreak } from '#contracts/kpi/shift-calendar-events';
import {
  faultOfDate,
  faultOfWeek,
  shiftMinutes,
  type NewCalendarShift,
  type NewDayShift,
} from '#contracts/kpi/shift-rules';
import { decimalUnits } from '#contracts/values/amounts';

/** A row of a file of calendars or exceptions: a shift, or that there is none. */
export interface ShiftCells {
  readonly closed?: boolean;
  readonly shift?: string;
  readonly weekdays?: readonly number[];
  readonly start?: string;
  readonly end?: string;
  readonly shiftHours?: string;
  readonly breaks?: readonly ShiftBreak[];
}

/** `column`: null for one that is about the whole row. */
interface CellFault {
  readonly column: string | null;
  readonly code: string;
  readonly reason: string;
}

const OF_EVERY_WEEK = ['shift', 'weekdays', 'start', 'end'] as const;
const OF_A_DATE = ['shift', 'start', 'end'] as const;
const OF_A_SHIFT = ['shift', 'weekdays', 'start', 'end', 'shiftHours', 'breaks'] as const;

/** The fault of one row of a calendar, whatever the others say. */
export function faultOfCalendarRow(cells: ShiftCells): CellFault | undefined {
  return faultOfCells(cells, OF_EVERY_WEEK);
}

/** Likewise of an exception. */
export function faultOfExceptionRow(cells: ShiftCells): CellFault | undefined {
  return faultOfCells(cells, OF_A_DATE);
}

function faultOfCells(cells: ShiftCells, needed: readonly (keyof ShiftCells)[]): CellFault | undefined {
  if (cells.closed) {
    const beside = OF_A_SHIFT.find((name) => cells[name] !== undefined);
    return beside && { column: beside, code: 'CHOICE', reason: 'must be empty where closed is yes' };
  }
  const missing = needed.find((name) => cells[name] === undefined);
  if (missing) return { column: missing, code: 'REQUIRED', reason: 'is required, unless closed is yes' };
  return faultOfLength(cells);
}

/** Of times of the clock nothing tells 0 hours from 24 but the stated length. */
function faultOfLength({ start = '', end = '', shiftHours }: ShiftCells): CellFault | undefined {
  const minutes = shiftMinutes({ start, end });
  if (shiftHours === undefined) {
    if (start !== end) return undefined;
    return { column: 'end', code: 'RANGE', reason: 'is the start: a shift of 24 hours says so in shiftHours' };
  }
  const stated = decimalUnits(shiftHours, HOUR_PLACES);
  const isStated = Math.abs(Number(stated) * 60 - minutes * 1000) <= ROUNDED;
  if (isStated) return undefined;
  const reason = `must be the hours from start to end: ${hoursText(minutes)}`;
  return { column: 'shiftHours', code: 'RANGE', reason };
}

const HOUR_PLACES = 3;
/** Half a thousandth of an hour, in thousandths of minutes. */
const ROUNDED = 30;

function hoursText(minutes: number): string {
  return String(Number((minutes / 60).toFixed(HOUR_PLACES)));
}

/** The hours of a shift from start to end, as a table shows them. */
export function shiftHours(shift: Pick<NewDayShift, 'start' | 'end'>): string {
  return (shiftMinutes(shift) / 60).toFixed(HOUR_PLACES);
}

/** The fault of good rows that make no calendar together; `at`: the index of the row that is shown as bad. */
export function faultOfCalendar(rows: readonly ShiftCells[]): (CellFault & { readonly at: number }) | undefined {
  return faultTogether(rows, MAX_CALENDAR_SHIFTS, () => faultOfWeek({ shifts: calendarShifts(rows) }));
}

/** Likewise of one exception. */
export function faultOfException(rows: readonly ShiftCells[]): (CellFault & { readonly at: number }) | undefined {
  return faultTogether(rows, MAX_SHIFTS_A_DAY, () => faultOfDate({ shifts: dayShifts(rows) }));
}

function faultTogether(
  rows: readonly ShiftCells[],
  most: number,
  faultOfShifts: () => FieldError | undefined,
): (CellFault & { readonly at: number }) | undefined {
  if (rows.length > most) return { at: most, column: null, code: 'COUNT', reason: `is beyond the ${most} that may be` };
  const closed = rows.findIndex((each) => each.closed);
  if (closed !== -1) {
    if (rows.length === 1) return undefined;
    return { at: closed, column: 'closed', code: 'CHOICE', reason: 'must be the only row of its line and date' };
  }
  const texts = rows.map((cells) => JSON.stringify(OF_A_SHIFT.map((name) => cells[name])));
  const again = texts.findIndex((text, at) => texts.indexOf(text) < at);
  if (again !== -1) return { at: again, column: null, code: 'DUPLICATE', reason: 'is the same as a row before' };
  const fault = faultOfShifts();
  return fault && atRow(fault);
}

/** `/shifts/2/breaks/0` is the third row's breaks; a fault of a shift as a whole is of its time. */
function atRow({ pointer, code, message }: FieldError): CellFault & { readonly at: number } {
  const [, at = '0', field = 'start'] = /^\/shifts(?:\/(\d+))?(?:\/(\w+))?/.exec(pointer) ?? [];
  return { at: Number(at), column: field === 'name' ? 'shift' : field, code, reason: message };
}

/** The shifts of good rows. */
export function calendarShifts(rows: readonly ShiftCells[]): readonly NewCalendarShift[] {
  return rows.flatMap((row) => (row.closed ? [] : { ...dayShift(row), weekdays: row.weekdays ?? [] }));
}

/** Likewise of one date. */
export function dayShifts(rows: readonly ShiftCells[]): readonly NewDayShift[] {
  return rows.flatMap((row) => (row.closed ? [] : dayShift(row)));
}

function dayShift({ shift: name = '', start = '', end = '', breaks = [] }: ShiftCells): NewDayShift {
  return { name, start, end, breaks };
}
