import type { RestatedRow } from '#libs/projections';
import { AttendanceErasureRow, AttendanceRow } from './attendance.entity';

/** An erasure takes every row of the employee. */
export function withoutRows(head: AttendanceErasureRow, rows: readonly AttendanceRow[]): RestatedRow<never>[] {
  const changes: RestatedRow[] = [
    ...rows.map(({ tenantId, attendanceId, revision }) => ({
      table: AttendanceRow,
      row: { tenantId, attendanceId, revision },
      gone: true as const,
    })),
    { table: AttendanceErasureRow, row: { ...head, isDue: false } },
  ];
  return changes as RestatedRow<never>[];
}
