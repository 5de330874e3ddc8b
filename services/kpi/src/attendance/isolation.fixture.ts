import { randomUUID } from 'node:crypto';
import type { IsolationFixture } from '#libs/testing/isolation-fixture';

/** Two shifts of an employee. */
export const isolation: IsolationFixture<'attendanceId' | 'employeeId', 'tenancy.employeeId'> = {
  ids: ['attendanceId', 'employeeId'],
  uses: ['tenancy.employeeId'],
  async make({ create, used }) {
    const employeeId = used['tenancy.employeeId'];
    const hours = { employeeId, shift: 'Early', scheduledHours: '9', absentHours: '0', kind: 'other' };
    await create('attendance', { ...hours, date: '2026-01-28' });
    const { id: attendanceId } = await create('attendance', { ...hours, date: '2026-01-29' });
    return { attendanceId, employeeId };
  },
  bodies: {
    // A shift of its own each time: a second one of the same is refused.
    RecordAttendance: () => ({ shift: randomUUID() }),
  },
};
