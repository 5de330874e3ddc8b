import { Created } from '../created';
import { Command } from '../declare/contract';
import { Choice, Id, LocalDate, Quantity, Text } from '../declare/fields';
import { ATTENDANCE_KINDS, type AttendanceKind } from './attendance-events';

@Command({
  subject: 'kpi.record-attendance',
  permission: 'kpi.attendance.record',
  route: 'POST /attendance',
  status: 201,
  location: '/attendance/{id}',
  summary: 'Record the hours of an employee in a shift',
  answers: Created,
  refuses: ['DUPLICATE', 'PERIOD_CLOSED'],
})
export class RecordAttendance {
  @Id() employeeId!: string;
  @LocalDate({ description: 'The business date' }) date!: string;
  @Text({ max: 64, optional: true, example: 'Early' }) shift?: string;
  @Quantity({ sign: 'not_negative', example: '9' }) scheduledHours!: string;
  @Quantity({ sign: 'not_negative', example: '1.5', description: 'Not above the scheduled ones' }) absentHours!: string;
  @Choice(ATTENDANCE_KINDS, { description: 'Of the absence; `holiday` is planned leave' }) kind!: AttendanceKind;
}
