import { ImportProduction } from '#contracts/kpi/import-production';
import { UndoImportedProduction } from '#contracts/kpi/undo-imported-production';
import { handler, type Feature } from '#libs/runtime';
import { productionEntryProjection } from '../line-day/line-day.projection';
import { checkProduction, importProduction } from './import-production.handler';
import { productionImport } from './production.import';
import { undoImportedProduction } from './undo-import.handler';

const READS = { reads: [productionEntryProjection] };

export const productionImportFeature: Feature = {
  wirings: [
    handler(ImportProduction, importProduction, { ...READS, check: checkProduction }),
    handler(UndoImportedProduction, undoImportedProduction, READS),
  ],
  imports: [productionImport],
};
