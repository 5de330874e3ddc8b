import { randomUUID } from 'node:crypto';
import type { IsolationFixture } from '#libs/testing/isolation-fixture';

/** Two shifts of an employee, and a batch of a third. */
export const isolation: IsolationFixture<'attendanceId' | 'attendanceBatchId' | 'employeeId', 'tenancy.employeeId'> = {
  ids: ['attendanceId', 'attendanceBatchId', 'employeeId'],
  uses: ['tenancy.employeeId'],
  async make({ create, used }) {
    const employeeId = used['tenancy.employeeId'];
    const hours = { employeeId, shift: 'Early', scheduledHours: '9', absentHours: '0', kind: 'other' };
    await create('attendance', { ...hours, date: '2026-01-28' });
    const { id: attendanceId } = await create('attendance', { ...hours, date: '2026-01-29' });
    const edits = [{ op: 'create', ...hours, date: '2026-01-30' }];
    const { batchId: attendanceBatchId } = await create<{ batchId: string }>('attendance/batch', { edits });
    return { attendanceId, attendanceBatchId, employeeId };
  },
  instead: { EditAttendance: { id: 'attendanceId' }, UndoAttendanceBatch: { batchId: 'attendanceBatchId' } },
  bodies: {
    // A shift of its own each time: a second one of the same is refused.
    RecordAttendance: () => ({ shift: randomUUID() }),
  },
};
