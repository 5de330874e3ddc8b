import type { ContractClass } from '#contracts/declare/contract';
import { ImportShiftCalendar } from '#contracts/kpi/import-shift-calendar';
import { ImportShiftException } from '#contracts/kpi/import-shift-exception';
import { shiftCalendarFile, shiftExceptionFile } from '#contracts/kpi/shift-calendar-import';
import { importKind, type ImportRules, type RowValues } from '#libs/imports';
import {
  calendarShifts,
  dayShifts,
  faultOfCalendar,
  faultOfCalendarRow,
  faultOfException,
  faultOfExceptionRow,
  type ShiftCells,
} from './shift-rows';

/** The rows of a line and date are one command; all calendars and exceptions are one stream. */
const ofOneStream = {
  undoesInAnyState: true,
  // They stay: figures of the past are by them.
  undo: () => undefined,
} as const;

export const shiftCalendarImport = importKind(shiftCalendarFile, {
  faultOf: faultOfCalendarRow,
  parts: { by: ['line', 'validFrom'], faultOf: faultOfCalendar },
  toCommands: eachThing(ImportShiftCalendar, ({ line, validFrom }, rows) => ({
    line,
    validFrom,
    shifts: calendarShifts(rows),
  })),
  ...ofOneStream,
});

export const shiftExceptionImport = importKind(shiftExceptionFile, {
  faultOf: faultOfExceptionRow,
  parts: { by: ['line', 'date'], faultOf: faultOfException },
  toCommands: eachThing(ImportShiftException, ({ line, date }, rows) => ({ line, date, shifts: dayShifts(rows) })),
  ...ofOneStream,
});

/** A command for each thing that rows of the chunk are a part of. */
function eachThing(
  contract: ContractClass,
  payloadOf: (first: RowValues, rows: readonly ShiftCells[]) => object,
): ImportRules['toCommands'] {
  return (rows) =>
    [...new Set(rows.flatMap(({ whole }) => whole ?? []))].map((thing) => {
      const own = rows.filter(({ whole }) => whole === thing);
      return {
        contract,
        payload: payloadOf(thing.rows[0] ?? {}, thing.rows),
        records: own.map(({ record }) => record),
        named: thing.first,
        lane: 'shifts',
      };
    });
}
