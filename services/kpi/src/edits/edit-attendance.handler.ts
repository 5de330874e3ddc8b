import { faultAt } from '#contracts/errors';
import { parse } from '#contracts/declare/validation';
import type { AttendanceEdit, EditAttendance } from '#contracts/kpi/edit-attendance';
import { RecordAttendance } from '#contracts/kpi/record-attendance';
import type { UndoAttendanceBatch } from '#contracts/kpi/undo-attendance-batch';
import { employmentFacts } from '#contracts/tenancy/employment-facts';
import type { CommandContext } from '#libs/identity';
import type { ServiceParts } from '#libs/runtime';
import { employeeShift, type EmployeeShift } from '../attendance/attendance';
import { attendanceFactsOf, attendanceIdOf, presentAttendanceFacts } from '../attendance/attendance-facts.provider';
import type { AttendanceFacts } from '../attendance/attendance-rules';
import { NO_LINE } from '../shift-calendar/shift-calendars';
import { planSetupOf } from '../upload/import-production.handler';
import { PlansOfLines } from '../upload/plans-of-lines';
import { attendanceEdits } from './attendance-edits';
import { carryOutEdits, type BatchRequest, type StreamGiven } from './edit-batch.handler';
import { toldBy, type PlacedEdit } from './edit-things';
import { presentStreams } from './present-streams.provider';
import { idsNamed } from './place-edits';
import { undoBatchOf } from './undo-batch.handler';

interface PlacedAttendanceEdit extends PlacedEdit<AttendanceEdit> {
  readonly id: string;
  /** Of a new one, the shift as the calendar spells it. */
  readonly made: { readonly employeeId: string; readonly shift: string | null } | null;
}

const attendance = {
  input: 'attendance',
  rules: attendanceEdits,
  placing: attendancePlacing,
  undoFacts: (given: StreamGiven<EmployeeShift>) => presentAttendanceFacts({}, given),
} as const;

export const editAttendance = ({ edits }: EditAttendance, context: CommandContext, parts: ServiceParts) =>
  carryOutEdits(attendance, edits, context, parts);

export const undoAttendanceBatch = ({ batchId }: UndoAttendanceBatch, context: CommandContext, parts: ServiceParts) =>
  undoBatchOf(attendance, batchId, context, parts);

/** Nothing is looked for in rows: an employee's shift is one stream. */
async function attendancePlacing(edits: readonly AttendanceEdit[], { context: { tenantId }, parts }: BatchRequest) {
  const [setup, streams] = await Promise.all([
    planSetupOf(tenantId, parts),
    presentStreams(employeeShift, idsNamed(edits), tenantId, parts),
    refuseStrangers(edits, tenantId, parts),
  ]);
  const plans = new PlansOfLines(setup);
  return {
    streams,
    placeNew: (edit: AttendanceEdit, at: number) => {
      const told = parse(RecordAttendance, toldBy(edit));
      const id = attendanceIdOf(told);
      const shift = told.shift === undefined ? null : plans.spelled(told.shift, NO_LINE, told.date);
      return { stream: id, placed: { at, edit, id, made: { employeeId: told.employeeId, shift } } };
    },
    placeKnown: (edit: AttendanceEdit, at: number, id: string) => ({ at, edit, id, made: null }),
    factsOf: async (placed: readonly PlacedAttendanceEdit[], given: StreamGiven<EmployeeShift>) => {
      const { state } = given;
      const made = placed.find((each) => each.made)?.made;
      const of = await attendanceFactsOf(made?.employeeId ?? state.employeeId, given);
      return new Map(
        placed.map((each): [number, AttendanceFacts] => [
          each.at,
          { ...of, shift: each.made ? each.made.shift : state.shift },
        ]),
      );
    },
  };
}

/** @throws DomainError `NOT_FOUND` for who never was an employee here */
async function refuseStrangers(
  edits: readonly AttendanceEdit[],
  tenantId: string,
  { commands }: Pick<ServiceParts, 'commands'>,
): Promise<void> {
  const named = [...new Set(edits.flatMap(({ employeeId }) => employeeId ?? []))];
  const found = await Promise.all(
    named.map(async (id) =>
      (await commands.state(employmentFacts, tenantId, id)).state.status === 'absent' ? id : '',
    ),
  );
  const strangers = new Set(found);
  const at = edits.findIndex(({ employeeId }) => employeeId !== undefined && strangers.has(employeeId));
  if (at >= 0) throw faultAt('NOT_FOUND', `/edits/${at}/employeeId`, 'is no employee here');
}
