import { Query } from '../declare/contract';
import { Id, Instant, LocalDate, Text } from '../declare/fields';
import { AttendanceHours } from './attendance-events';

export class AttendanceDetails extends AttendanceHours {
  @Id() id!: string;
  @Id() employeeId!: string;
  @LocalDate({ description: 'The business date' }) date!: string;
  @Text({ max: 64, nullable: true, example: 'Early' }) shift!: string | null;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'kpi.get-attendance',
  permission: 'kpi.attendance.read',
  route: 'GET /attendance/{attendanceId}',
  summary: 'Read the hours of an employee in a shift',
  answers: AttendanceDetails,
  etag: true,
  discloses: 'personal',
})
export class GetAttendance {
  @Id() attendanceId!: string;
}
