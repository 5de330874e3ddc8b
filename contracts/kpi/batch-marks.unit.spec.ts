import { eventDeclaration } from '../declare/event';
import { AttendanceCorrected, AttendanceRecorded, AttendanceRemoved } from './attendance-events';
import { WipJobChanged, WipJobRecorded, WipJobRemoved } from './wip-job-events';

it.each(
  [AttendanceRecorded, AttendanceCorrected, AttendanceRemoved, WipJobRecorded, WipJobChanged, WipJobRemoved].map(
    ({ type }) => type,
  ),
)('%s of version 1 is of no batch', (type) => {
  const older = { jobId: 'a', attendanceId: 'b' };
  expect(eventDeclaration(type)?.upcast?.[1]?.(older)).toEqual({ ...older, batchId: null });
});
