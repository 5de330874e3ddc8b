import { ImportProduction } from '#contracts/kpi/import-production';
import { productionFile } from '#contracts/kpi/production-import';
import { faultOfEntryTime } from '#contracts/kpi/production-fields';
import { UndoImportedProduction } from '#contracts/kpi/undo-imported-production';
import { foldedText } from '#contracts/values/text-folding';
import { importKind, type RowFault, type RowValues } from '#libs/imports';
import { identityOf } from './imported-entry';

/** The rows of a chunk are one command, which decides those of each line and date together. */
export const productionImport = importKind(productionFile, {
  identify: (values) => {
    const { id, line, lineId, date, shift = null, from = null, product, order = null } = values as unknown as Told;
    if (id !== undefined) return `id ${id}`;
    const place = line === undefined ? lineId : foldedText(line);
    return JSON.stringify([place, from === null ? date : null, identityOf({ shift, from, product, order })]);
  },
  faultOf: faultOfRow,
  toCommands: (rows, _, importId) =>
    rows.length === 0
      ? []
      : [
          {
            contract: ImportProduction,
            payload: { importId, rows: rows.map(({ values }) => values) },
            records: rows.map(({ record }) => record),
            list: 'rows',
          },
        ],
  undoesInAnyState: true,
  undo: () => undefined,
  undoRows: (effects, importId) =>
    effects.length === 0
      ? []
      : [
          {
            contract: UndoImportedProduction,
            payload: { importId, entryIds: effects.map(({ id }) => id) },
            records: effects.map(({ record }) => record),
          },
        ],
});

interface Told {
  readonly id?: string;
  readonly line?: string;
  readonly lineId?: string;
  readonly date?: string;
  readonly shift?: string;
  readonly from?: string;
  readonly to?: string;
  readonly product: string;
  readonly order?: string;
}

/** A row names its entry, or says what identifies it. Beside a run, a date is only checked. */
function faultOfRow(values: RowValues): RowFault | undefined {
  const { id, line, lineId, date, shift, from, to } = values as unknown as Told;
  if (id !== undefined) return undefined;
  if (line === undefined && lineId === undefined) return { column: 'line', code: 'REQUIRED', reason: 'is required' };
  const fault = faultOfEntryTime({
    ...(from === undefined && date !== undefined && { date }),
    ...(shift !== undefined && { shift }),
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
  });
  return fault && { column: fault.pointer.slice(1), code: fault.code, reason: fault.message };
}
