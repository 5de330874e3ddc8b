import { Created } from '../created';
import { Command } from '../declare/contract';
import { Choice, Id, Quantity } from '../declare/fields';
import { ATTENDANCE_KINDS, type AttendanceKind } from './attendance-events';

/** Employee, date and shift are its identity: for others it is removed and recorded there. */
@Command({
  subject: 'kpi.correct-attendance',
  permission: 'kpi.attendance.record',
  route: 'PATCH /attendance/{attendanceId}',
  status: 200,
  ifMatch: true,
  summary: 'Correct the hours of an employee in a shift',
  answers: Created,
  refuses: ['PERIOD_CLOSED'],
})
export class CorrectAttendance {
  @Id() attendanceId!: string;
  @Quantity({ sign: 'not_negative', optional: true }) scheduledHours?: string;
  @Quantity({ sign: 'not_negative', optional: true, example: '2' }) absentHours?: string;
  @Choice(ATTENDANCE_KINDS, { optional: true }) kind?: AttendanceKind;
}
