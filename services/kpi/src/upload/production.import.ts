import { ImportProduction } from '#contracts/kpi/import-production';
import { productionFile } from '#contracts/kpi/production-import';
import { faultOfEntryTime } from '#contracts/kpi/production-fields';
import { UndoImportedProduction } from '#contracts/kpi/undo-imported-production';
import { foldedText } from '#contracts/values/text-folding';
import { importKind, type RowFault, type RowValues } from '#libs/imports';
import { toldIdentity } from './entry-rows';
import { together } from './rows-together';

export const productionImport = importKind(productionFile, {
  identify: (values) => {
    const { id, line, lineId, date, from, ...told } = values as unknown as Told;
    if (id !== undefined) return `id ${id}`;
    const place = line === undefined ? lineId : foldedText(line);
    const { shift, product, order } = told;
    const identity = toldIdentity({ product, ...(shift && { shift }), ...(from && { from }), ...(order && { order }) });
    return JSON.stringify([place, from === undefined ? date : null, identity]);
  },
  faultOf: faultOfRow,
  toCommands: together(ImportProduction),
  undoesInAnyState: true,
  undo: () => undefined,
  undoRows: (effects, importId) => {
    if (effects.length === 0) return [];
    const payload = { importId, entryIds: effects.map(({ id }) => id) };
    return [{ contract: UndoImportedProduction, payload, records: effects.map(({ record }) => record) }];
  },
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
