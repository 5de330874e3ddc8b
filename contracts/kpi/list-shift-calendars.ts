import { Query } from '../declare/contract';
import { Id, Instant, List, LocalDate, Nested } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { CalendarShift, MAX_CALENDAR_SHIFTS } from './shift-calendar-events';

export class ShiftCalendarDetails {
  @Id() id!: string;
  @Id({ nullable: true, description: 'Null: all lines without a calendar of their own' }) lineId!: string | null;
  @LocalDate({ description: 'They count up to the next one of the same line' }) validFrom!: string;
  @List(Nested(() => CalendarShift), { max: MAX_CALENDAR_SHIFTS }) shifts!: readonly CalendarShift[];
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'kpi.list-shift-calendars',
  permission: 'kpi.read',
  route: 'GET /shift-calendars',
  summary: 'List the calendars of shifts',
  answers: ShiftCalendarDetails,
  list: { sort: ['validFrom', 'createdAt'] },
})
export class ListShiftCalendars extends ListRequest {
  @Id({ optional: true }) lineId?: string;
}
