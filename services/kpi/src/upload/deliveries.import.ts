import { deliveriesFile } from '#contracts/kpi/deliveries-import';
import { ImportDeliveries } from '#contracts/kpi/import-deliveries';
import { UndoImportedDeliveries } from '#contracts/kpi/undo-imported-deliveries';
import { foldedText } from '#contracts/values/text-folding';
import { importKind } from '#libs/imports';
import { together, undoneTogether } from './rows-together';

export const deliveriesImport = importKind(deliveriesFile, {
  identify: (values) => {
    const { order, line } = values as unknown as { readonly order: string; readonly line?: string };
    return JSON.stringify([foldedText(order), line === undefined ? null : foldedText(line)]);
  },
  toCommands: together(ImportDeliveries),
  undoesInAnyState: true,
  undo: () => undefined,
  undoRows: undoneTogether(UndoImportedDeliveries),
});
