import { ChangeLine } from '#contracts/kpi/change-line';
import { CreateLine } from '#contracts/kpi/create-line';
import { lineFile } from '#contracts/kpi/line-import';
import { foldedText } from '#contracts/values/text-folding';
import { importKind } from '#libs/imports';
import { LineRow } from './line.entity';

/** All lines are one stream, so the rows come one after the other. An empty cell leaves what is there. */
export const lineImport = importKind(lineFile, {
  identify: ({ code }) => foldedText(code as string),
  existing: { row: LineRow, id: 'lineId', projection: 'kpi.line', key: 'codeKey', fold: foldedText, by: 'code' },
  toCommands: (rows) =>
    rows.map(({ record, values, existing, changes }) => {
      const at = { records: [record], lane: 'lines' };
      if (!existing) return { contract: CreateLine, payload: values, ...at };
      const said = Object.fromEntries(changes.map(({ field }) => [field, values[field]]));
      return { contract: ChangeLine, payload: { lineId: existing['lineId'], ...said }, ...at };
    }),
  undoesInAnyState: true,
  // A line stays, since it may have produced meanwhile; so does one that was changed: others are in its stream.
  undo: () => undefined,
});
