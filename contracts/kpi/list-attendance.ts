import { Query } from '../declare/contract';
import { Choice, Id, LocalDate, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { ATTENDANCE_KINDS, type AttendanceKind } from './attendance-events';
import { AttendanceDetails } from './get-attendance';

@Query({
  subject: 'kpi.list-attendance',
  permission: 'kpi.attendance.read',
  route: 'GET /attendance',
  summary: 'List the hours of employees',
  answers: AttendanceDetails,
  list: { sort: ['date', 'createdAt'], order: '-date' },
  discloses: 'personal',
})
export class ListAttendance extends ListRequest {
  @Id({ optional: true }) employeeId?: string;
  @LocalDate({ optional: true, description: 'This business date or later' }) from?: string;
  @LocalDate({ optional: true, description: 'This business date or earlier' }) to?: string;
  @Text({ max: 64, optional: true, description: 'In any case' }) shift?: string;
  @Choice(ATTENDANCE_KINDS, { optional: true }) kind?: AttendanceKind;
}
