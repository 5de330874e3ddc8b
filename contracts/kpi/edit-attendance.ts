import { Command } from '../declare/contract';
import { Choice, Id, List, LocalDate, Nested, Quantity, Text } from '../declare/fields';
import { CURRENT_VALUES, EditedRow, LEFT_VALUES, RowEdit } from './edited-row';
import { ATTENDANCE_KINDS, AttendanceHours, type AttendanceKind } from './attendance-events';
import { MAX_BATCH_EDITS } from './production-batch-events';

/** The values that the client has seen: attendance with others is not changed. */
export class ExpectedHours {
  @Quantity({ sign: 'not_negative', optional: true }) scheduledHours?: string;
  @Quantity({ sign: 'not_negative', optional: true }) absentHours?: string;
  @Choice(ATTENDANCE_KINDS, { optional: true }) kind?: AttendanceKind;
}

/** One row of a grid. A field that is left out stays as it is; what identifies the thing cannot be changed. */
export class AttendanceEdit extends RowEdit {
  @Nested(() => ExpectedHours, { optional: true }) expected?: ExpectedHours;
  @Id({ optional: true, description: 'Of `create`' }) employeeId?: string;
  @LocalDate({ optional: true, description: 'Of `create`' }) date?: string;
  @Text({ max: 64, optional: true, nullable: true, description: 'Of `create`; absent or null: none' })
  shift?: string | null;
  @Quantity({ sign: 'not_negative', optional: true }) scheduledHours?: string;
  @Quantity({ sign: 'not_negative', optional: true, example: '2' }) absentHours?: string;
  @Choice(ATTENDANCE_KINDS, { optional: true }) kind?: AttendanceKind;
}

export class AttendanceEditResult extends EditedRow {
  @Nested(() => AttendanceHours, { nullable: true, description: CURRENT_VALUES }) current!: AttendanceHours | null;
  @Nested(() => AttendanceHours, { nullable: true, description: LEFT_VALUES }) left!: AttendanceHours | null;
}

export class AttendanceBatch {
  @Id() batchId!: string;
  @List(Nested(() => AttendanceEditResult), { max: MAX_BATCH_EDITS, description: 'In the order of the edits' })
  results!: readonly AttendanceEditResult[];
}

@Command({
  subject: 'kpi.edit-attendance',
  permission: 'kpi.attendance.record',
  route: 'POST /attendance/batch',
  status: 201,
  summary: 'Create, change and remove attendance at once, each with its own outcome',
  answers: AttendanceBatch,
  refuses: ['NOT_FOUND'],
  discloses: 'personal',
  disclosing: ({ results }: AttendanceBatch) => results.some(({ current, left }) => current !== null || left !== null),
})
export class EditAttendance {
  @List(Nested(() => AttendanceEdit), { min: 1, max: MAX_BATCH_EDITS }) edits!: readonly AttendanceEdit[];
}
