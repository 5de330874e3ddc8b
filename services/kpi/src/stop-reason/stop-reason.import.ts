import { ChangeStopReason } from '#contracts/kpi/change-stop-reason';
import { CreateStopReason } from '#contracts/kpi/create-stop-reason';
import { stopReasonFile } from '#contracts/kpi/stop-reason-import';
import { foldedText } from '#contracts/values/text-folding';
import { importKind } from '#libs/imports';
import { StopReasonRow } from './stop-reason.entity';

/** All reasons are one stream, so the rows come one after the other. */
export const stopReasonImport = importKind(stopReasonFile, {
  identify: ({ code }) => foldedText(code as string),
  existing: {
    row: StopReasonRow,
    id: 'reasonId',
    projection: 'kpi.stop-reason',
    key: 'codeKey',
    fold: foldedText,
    by: 'code',
  },
  toCommands: (rows) =>
    rows.map(({ record, values, existing, changes }) => {
      const at = { records: [record], lane: 'stop reasons' };
      if (!existing) return { contract: CreateStopReason, payload: values, ...at };
      const said = Object.fromEntries(changes.map(({ field }) => [field, values[field]]));
      return { contract: ChangeStopReason, payload: { reasonId: existing['reasonId'], ...said }, ...at };
    }),
  undoesInAnyState: true,
  // A reason stays, since stops may have it meanwhile; so does one that was changed: others are in its stream.
  undo: () => undefined,
});
