import { ImportInspections } from '#contracts/kpi/import-inspections';
import { inspectionsFile } from '#contracts/kpi/inspections-import';
import { UndoImportedInspections } from '#contracts/kpi/undo-imported-inspections';
import { foldedText } from '#contracts/values/text-folding';
import { importKind } from '#libs/imports';
import { together, undoneTogether } from './rows-together';

interface Told {
  readonly line?: string;
  readonly lineId?: string;
  readonly product: string;
  readonly step: string;
  readonly at: string;
}

export const inspectionsImport = importKind(inspectionsFile, {
  identify: (values) => {
    const { line, lineId, product, step, at } = values as unknown as Told;
    const place = line === undefined ? (lineId ?? null) : foldedText(line);
    return JSON.stringify([place, foldedText(product), foldedText(step), at]);
  },
  toCommands: together(ImportInspections),
  undoesInAnyState: true,
  undo: () => undefined,
  undoRows: undoneTogether(UndoImportedInspections),
});
