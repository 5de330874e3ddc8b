import { evolve } from '#contracts/declare/fold';
import {
  ShiftCalendarSet,
  ShiftExceptionSet,
  type CalendarShift,
  type DayShift,
} from '#contracts/kpi/shift-calendar-events';
import { aggregate, type EventsOf, type Lookup, type Thing } from '#libs/event-sourcing';
import type { ShiftCalendars } from '../time/shift-calendar';

interface CalendarEntry {
  readonly id: string;
  readonly lineId: string | null;
  /** The revision of the last event about it. */
  readonly revision: number;
}

interface CalendarFrom extends CalendarEntry {
  readonly validFrom: string;
  readonly shifts: readonly CalendarShift[];
}

interface ExceptionOn extends CalendarEntry {
  readonly date: string;
  /** Empty: closed; null: it was taken back. */
  readonly shifts: readonly DayShift[] | null;
}

/** All calendars of an organisation, by line and date. */
export interface CalendarSet {
  readonly rows: Map<string, CalendarFrom>;
  readonly exceptions: Map<string, ExceptionOn>;
}

/** Stands for the line of what is of none: the calendars of all lines count for it. */
export const NO_LINE = '';

/** The place of a row or an exception. No line: all lines. */
export function placeOf(lineId: string | null | undefined, date: string): string {
  return `${lineId ?? NO_LINE} ${date}`;
}

export const shiftCalendars = aggregate(
  'kpi.shift_calendars',
  (): CalendarSet => ({ rows: new Map(), exceptions: new Map() }),
  [
    evolve(ShiftCalendarSet, (state, { data: { calendarId: id, lineId, validFrom, shifts }, revision }) => {
      state.rows.set(placeOf(lineId, validFrom), { id, lineId, validFrom, shifts, revision });
      return state;
    }),
    evolve(ShiftExceptionSet, (state, { data: { exceptionId: id, lineId, date, shifts }, revision }) => {
      state.exceptions.set(placeOf(lineId, date), { id, lineId, date, shifts, revision });
      return state;
    }),
  ],
  {
    mutates: true,
    bytes: ({ rows, exceptions }) => 2_000 * rows.size + 500 * exceptions.size,
    copy: ({ rows, exceptions }) => ({ rows: new Map(rows), exceptions: new Map(exceptions) }),
  },
);

/** A row as a part of the stream. */
export function calendarIn({ rows }: CalendarSet, lineId: string | undefined, validFrom: string): Thing | undefined {
  return rows.get(placeOf(lineId, validFrom));
}

/** An exception as a part of the stream. */
export function exceptionIn({ exceptions }: CalendarSet, lineId: string | undefined, date: string): Thing | undefined {
  return exceptions.get(placeOf(lineId, date));
}

/** The calendars that count for a line: its own, and those of all lines. */
export function calendarsFor({ rows, exceptions }: CalendarSet, lineId: string): ShiftCalendars {
  const counts = (each: CalendarEntry) => each.lineId === null || each.lineId === lineId;
  return {
    rows: [...rows.values()].filter(counts),
    exceptions: [...exceptions.values()].flatMap(({ shifts, ...each }) =>
      shifts !== null && counts(each) ? [{ ...each, shifts }] : [],
    ),
  };
}

/** The calendars of an organisation as of now. */
export async function calendarSetOf(tenantId: string, lookup: Lookup): Promise<CalendarSet> {
  return (await lookup.state(shiftCalendars, tenantId, tenantId)).state;
}

export type ShiftCalendarEvent = EventsOf<typeof shiftCalendars>;
