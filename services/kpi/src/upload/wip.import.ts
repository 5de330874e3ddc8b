import { ImportWipJobs } from '#contracts/kpi/import-wip-jobs';
import { UndoImportedWipJobs } from '#contracts/kpi/undo-imported-wip-jobs';
import { wipFile } from '#contracts/kpi/wip-import';
import { foldedText } from '#contracts/values/text-folding';
import { importKind } from '#libs/imports';
import { together, undoneTogether } from './rows-together';

interface Told {
  readonly id?: string;
  readonly job: string;
  readonly startedAt: string;
}

export const wipImport = importKind(wipFile, {
  identify: (values) => {
    const { id, job, startedAt } = values as unknown as Told;
    return id === undefined ? JSON.stringify([foldedText(job), startedAt]) : `id ${id}`;
  },
  toCommands: together(ImportWipJobs),
  undoesInAnyState: true,
  undo: () => undefined,
  undoRows: undoneTogether(UndoImportedWipJobs),
});
