import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

@Command({
  subject: 'kpi.remove-attendance',
  permission: 'kpi.attendance.record',
  route: 'DELETE /attendance/{attendanceId}',
  status: 200,
  ifMatch: true,
  summary: 'Remove the hours of an employee in a shift',
  answers: Created,
  refuses: ['PERIOD_CLOSED'],
})
export class RemoveAttendance {
  @Id() attendanceId!: string;
}
