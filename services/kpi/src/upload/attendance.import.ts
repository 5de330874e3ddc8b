import { attendanceFile } from '#contracts/kpi/attendance-import';
import { ImportAttendance } from '#contracts/kpi/import-attendance';
import { UndoImportedAttendance } from '#contracts/kpi/undo-imported-attendance';
import { foldedText } from '#contracts/values/text-folding';
import { importKind } from '#libs/imports';
import { together, undoneTogether } from './rows-together';

interface Told {
  readonly employeeId: string;
  readonly date: string;
  readonly shift?: string;
}

/** Rows about persons: what is there is found by the log, and no value of the file is kept. */
export const attendanceImport = importKind(attendanceFile, {
  identify: (values) => {
    const { employeeId, date, shift } = values as unknown as Told;
    return JSON.stringify([employeeId, date, shift === undefined ? null : foldedText(shift)]);
  },
  toCommands: together(ImportAttendance),
  undoesInAnyState: true,
  undo: () => undefined,
  undoRows: undoneTogether(UndoImportedAttendance),
});
