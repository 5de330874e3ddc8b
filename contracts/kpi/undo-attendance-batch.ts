import { Command } from '../declare/contract';
import { Id } from '../declare/fields';
import { AttendanceBatch } from './edit-attendance';

/** A batch that puts back what another one changed; what somebody has changed since stays. */
@Command({
  subject: 'kpi.undo-attendance-batch',
  permission: 'kpi.attendance.record',
  route: 'POST /attendance/batch/{batchId}/undo',
  status: 201,
  summary: 'Undo a batch of edits of attendance, each with its own outcome',
  answers: AttendanceBatch,
  discloses: 'personal',
  disclosing: ({ results }: AttendanceBatch) => results.some(({ current, left }) => current !== null || left !== null),
})
export class UndoAttendanceBatch {
  @Id() batchId!: string;
}
