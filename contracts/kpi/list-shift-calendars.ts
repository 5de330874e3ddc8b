import { Query } from '../declare/contract';
import { Code, Flag, Id, Instant, List, LocalDate, Nested, Quantity, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { ClockTime } from './clock-time';
import { CalendarShift, MAX_CALENDAR_SHIFTS } from './shift-calendar-events';

export class ShiftCalendarDetails {
  @Id() id!: string;
  @Id({ nullable: true, description: 'Null: all lines without a calendar of their own' }) lineId!: string | null;
  @LocalDate({ description: 'They count up to the next one of the same line' }) validFrom!: string;
  @List(Nested(() => CalendarShift), { max: MAX_CALENDAR_SHIFTS }) shifts!: readonly CalendarShift[];
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

/** A shift as a row of a table, which may be uploaded again. */
export class DayShiftCells {
  @Flag({ description: 'There is no shift; then it is the only row' }) closed!: boolean;
  @Text({ max: 64, nullable: true, example: 'Early' }) shift!: string | null;
  @ClockTime({ nullable: true }) start!: string | null;
  @ClockTime({ nullable: true, example: '14:00' }) end!: string | null;
  @Quantity({ nullable: true, example: '8.000', description: 'From start to end by the clock' })
  shiftHours!: string | null;
  @Text({ max: 200, nullable: true, example: '09:00-09:15 | 12:00-12:30' }) breaks!: string | null;
}

/** A calendar has a row for each of its shifts. */
export class ShiftCalendarTableRow extends DayShiftCells {
  @Id({ description: 'Of the calendar' }) id!: string;
  @Code({ nullable: true, example: 'L1' }) line!: string | null;
  @LocalDate() validFrom!: string;
  @Text({ max: 64, nullable: true, example: 'Mon-Fri' }) weekdays!: string | null;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'kpi.list-shift-calendars',
  permission: 'kpi.read',
  route: 'GET /shift-calendars',
  summary: 'List the calendars of shifts',
  answers: ShiftCalendarDetails,
  list: { sort: ['validFrom', 'createdAt'], table: ShiftCalendarTableRow },
})
export class ListShiftCalendars extends ListRequest {
  @Id({ optional: true }) lineId?: string;
}
