import { Event } from '../declare/event';
import { Count, Id, List, LocalDate, Nested, Text } from '../declare/fields';
import { ClockTime } from './clock-time';

/** The most rows and exceptions of an organisation's calendars: they are one stream. */
export const MAX_CALENDAR_ENTRIES = 20_000;
/** Of one row; on one weekday there are `MAX_SHIFTS_A_DAY` at most. */
export const MAX_CALENDAR_SHIFTS = 84;
export const MAX_SHIFTS_A_DAY = 12;
export const MAX_BREAKS = 10;

/** On the clock. An end that is not after the start is on the next day. */
export class ShiftBreak {
  @ClockTime({ example: '09:00' }) start!: string;
  @ClockTime({ example: '09:15' }) end!: string;
}

/** A shift of one date. */
export class DayShift {
  @Text({ max: 64, example: 'Early' }) name!: string;
  @ClockTime() start!: string;
  @ClockTime({ example: '14:00', description: 'Not after the start: on the next day' }) end!: string;
  @List(Nested(() => ShiftBreak), { max: MAX_BREAKS }) breaks!: readonly ShiftBreak[];
}

/** A shift of every week. */
export class CalendarShift extends DayShift {
  @List(Count({ min: 1, max: 7 }), { min: 1, max: 7, unique: true, description: '1 is Monday, 7 is Sunday' })
  weekdays!: readonly number[];
}

/** The shifts of a line, or of all lines without a calendar of their own, from a business date on. */
@Event<ShiftCalendarSet>({
  category: 'kpi.shift_calendars',
  version: 1,
  entity: { type: 'shift_calendar', id: 'calendarId' },
  action: 'shift_calendar.set',
  summary: 'The shifts from a date on were set',
})
export class ShiftCalendarSet {
  static readonly type = 'ShiftCalendarSet';
  @Id({ description: 'Of this line and date' }) calendarId!: string;
  @Id({ nullable: true, description: 'Null: all lines' }) lineId!: string | null;
  @LocalDate() validFrom!: string;
  @List(Nested(() => CalendarShift), { max: MAX_CALENDAR_SHIFTS }) shifts!: readonly CalendarShift[];
  @List(Nested(() => CalendarShift), { max: MAX_CALENDAR_SHIFTS, nullable: true, description: 'Null: it is new' })
  before!: readonly CalendarShift[] | null;
}

/** The shifts of one business date, whatever the calendar has for it. */
@Event<ShiftExceptionSet>({
  category: 'kpi.shift_calendars',
  version: 1,
  entity: { type: 'shift_exception', id: 'exceptionId' },
  action: 'shift_exception.set',
  summary: 'An exception of the shifts was set',
})
export class ShiftExceptionSet {
  static readonly type = 'ShiftExceptionSet';
  @Id({ description: 'Of this line and date' }) exceptionId!: string;
  @Id({ nullable: true, description: 'Null: all lines' }) lineId!: string | null;
  @LocalDate() date!: string;
  @List(Nested(() => DayShift), {
    max: MAX_SHIFTS_A_DAY,
    nullable: true,
    description: 'Empty: closed; null: the calendar counts again',
  })
  shifts!: readonly DayShift[] | null;
  @List(Nested(() => DayShift), { max: MAX_SHIFTS_A_DAY, nullable: true }) before!: readonly DayShift[] | null;
}
