import { ImportDowntimes } from '#contracts/kpi/import-downtimes';
import { ImportProduction } from '#contracts/kpi/import-production';
import { UndoImportedDowntimes } from '#contracts/kpi/undo-imported-downtimes';
import { UndoImportedProduction } from '#contracts/kpi/undo-imported-production';
import { handler, type Feature } from '#libs/runtime';
import { lineStopProjection, productionEntryProjection } from '../line-day/line-day.projection';
import { downtimesImport } from './downtimes.import';
import { checkDowntimes, importDowntimes } from './import-downtimes.handler';
import { checkProduction, importProduction } from './import-production.handler';
import { productionImport } from './production.import';
import { undoImportedDowntimes, undoImportedProduction } from './undo-import.handler';

const OF_ENTRIES = { reads: [productionEntryProjection] };
const OF_STOPS = { reads: [lineStopProjection] };

export const uploadFeature: Feature = {
  wirings: [
    handler(ImportProduction, importProduction, { ...OF_ENTRIES, check: checkProduction }),
    handler(UndoImportedProduction, undoImportedProduction, OF_ENTRIES),
    handler(ImportDowntimes, importDowntimes, { ...OF_STOPS, check: checkDowntimes }),
    handler(UndoImportedDowntimes, undoImportedDowntimes, OF_STOPS),
  ],
  imports: [productionImport, downtimesImport],
};
