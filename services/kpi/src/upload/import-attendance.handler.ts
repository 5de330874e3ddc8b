import type { RowsDone } from '#contracts/imports/rows-done';
import type { ImportAttendance } from '#contracts/kpi/import-attendance';
import type { UndoImportedAttendance } from '#contracts/kpi/undo-imported-attendance';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { employeeShift, type AttendanceEvent, type EmployeeShift } from '../attendance/attendance';
import { attendanceFactsOf, attendanceIdOf, presentAttendanceFacts } from '../attendance/attendance-facts.provider';
import type { AttendanceFacts } from '../attendance/attendance-rules';
import { NO_LINE } from '../shift-calendar/shift-calendars';
import { attendanceRows, attendanceUndo, type NamedAttendance } from './attendance-rows';
import { planSetupOf } from './import-production.handler';
import { byStream, rowsHandlers, undoImported } from './import-things.handler';
import { PlansOfLines } from './plans-of-lines';
import type { RowsOfStream, RowsToDo } from './rows-of-streams.handler';
import { importThings, thingsDoneBefore } from './thing-rows';

/** Rows about attendance. Nothing is looked for in rows: an employee's shift is one stream. */
export const importAttendance = rowsHandlers(attendanceToDo);

async function attendanceToDo(
  { importId, rows }: ImportAttendance,
  { tenantId }: CommandContext,
  parts: ServiceParts,
): Promise<RowsToDo<RowsOfStream<NamedAttendance>, EmployeeShift, AttendanceEvent, AttendanceFacts>> {
  const plans = new PlansOfLines(await planSetupOf(tenantId, parts));
  const named = rows.map((row, at) => ({
    at,
    row,
    id: attendanceIdOf(row),
    shift: row.shift === undefined ? null : plans.spelled(row.shift, NO_LINE, row.date),
  }));
  return {
    aggregate: employeeShift,
    streams: byStream(importId, named, ({ id }) => id),
    bad: new Map(),
    count: rows.length,
    facts: async ({ rows: [named] }, context, lookup) => ({
      ...(await attendanceFactsOf(named?.row.employeeId ?? '', { id: named?.id ?? '', context, lookup })),
      shift: named?.shift ?? null,
    }),
    decide: (...decided) => importThings(attendanceRows, ...decided),
    doneBefore: (...decided) => thingsDoneBefore(attendanceRows, ...decided),
  };
}

/** Puts back what an import did to attendance. */
export async function undoImportedAttendance(
  undo: UndoImportedAttendance,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<RowsDone>> {
  const streams = new Map(undo.things.map(({ id }) => [id, id]));
  const work = { ...attendanceUndo, aggregate: employeeShift, streams, facts: presentAttendanceFacts };
  return undoImported(undo, work, context, parts);
}
