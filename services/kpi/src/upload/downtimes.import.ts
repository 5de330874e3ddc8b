import { downtimesFile } from '#contracts/kpi/downtimes-import';
import { ImportDowntimes } from '#contracts/kpi/import-downtimes';
import { UndoImportedDowntimes } from '#contracts/kpi/undo-imported-downtimes';
import { foldedText } from '#contracts/values/text-folding';
import { importKind, type RowFault, type RowValues } from '#libs/imports';
import { together } from './rows-together';

export const downtimesImport = importKind(downtimesFile, {
  identify: (values) => {
    const { id, line, lineId, from } = values as unknown as Told;
    if (id !== undefined) return `id ${id}`;
    return JSON.stringify([line === undefined ? lineId : foldedText(line), from]);
  },
  faultOf: faultOfRow,
  toCommands: together(ImportDowntimes),
  undoesInAnyState: true,
  undo: () => undefined,
  undoRows: (effects, importId) => {
    if (effects.length === 0) return [];
    const payload = { importId, stopIds: effects.map(({ id }) => id) };
    return [{ contract: UndoImportedDowntimes, payload, records: effects.map(({ record }) => record) }];
  },
});

interface Told {
  readonly id?: string;
  readonly line?: string;
  readonly lineId?: string;
  readonly from: string;
  readonly to?: string;
}

function faultOfRow(values: RowValues): RowFault | undefined {
  const { id, line, lineId, from, to } = values as unknown as Told;
  if (id === undefined && line === undefined && lineId === undefined) {
    return { column: 'line', code: 'REQUIRED', reason: 'is required' };
  }
  return to !== undefined && to <= from ? { column: 'to', code: 'RANGE', reason: 'must be after from' } : undefined;
}
