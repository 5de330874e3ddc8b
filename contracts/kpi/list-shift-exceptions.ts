import { Query } from '../declare/contract';
import { Code, Flag, Id, Instant, List, LocalDate, Nested } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { DayShiftCells } from './list-shift-calendars';
import { DayShift, MAX_SHIFTS_A_DAY } from './shift-calendar-events';

export class ShiftExceptionDetails {
  @Id() id!: string;
  @Id({ nullable: true, description: 'Null: all lines without an exception of their own' }) lineId!: string | null;
  @LocalDate() date!: string;
  @Flag() closed!: boolean;
  @List(Nested(() => DayShift), { max: MAX_SHIFTS_A_DAY }) shifts!: readonly DayShift[];
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

/** An exception has a row for each of its shifts. */
export class ShiftExceptionTableRow extends DayShiftCells {
  @Id({ description: 'Of the exception' }) id!: string;
  @Code({ nullable: true, example: 'L1' }) line!: string | null;
  @LocalDate() date!: string;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'kpi.list-shift-exceptions',
  permission: 'kpi.read',
  route: 'GET /shift-calendars/exceptions',
  summary: 'List the exceptions of shifts by date',
  answers: ShiftExceptionDetails,
  list: { sort: ['date', 'createdAt'], table: ShiftExceptionTableRow },
})
export class ListShiftExceptions extends ListRequest {
  @Id({ optional: true }) lineId?: string;
  @LocalDate({ optional: true, description: 'This date or later' }) from?: string;
  @LocalDate({ optional: true, description: 'This date or earlier' }) to?: string;
}
