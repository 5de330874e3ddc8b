import { ImportAttendance } from '#contracts/kpi/import-attendance';
import { ImportDeliveries } from '#contracts/kpi/import-deliveries';
import { ImportDowntimes } from '#contracts/kpi/import-downtimes';
import { ImportInspections } from '#contracts/kpi/import-inspections';
import { ImportProduction } from '#contracts/kpi/import-production';
import { ImportWipJobs } from '#contracts/kpi/import-wip-jobs';
import { UndoImportedAttendance } from '#contracts/kpi/undo-imported-attendance';
import { UndoImportedDeliveries } from '#contracts/kpi/undo-imported-deliveries';
import { UndoImportedDowntimes } from '#contracts/kpi/undo-imported-downtimes';
import { UndoImportedInspections } from '#contracts/kpi/undo-imported-inspections';
import { UndoImportedProduction } from '#contracts/kpi/undo-imported-production';
import { UndoImportedWipJobs } from '#contracts/kpi/undo-imported-wip-jobs';
import { handler, type Feature } from '#libs/runtime';
import { deliveryProjection } from '../delivery/delivery.projection';
import { inspectionProjection } from '../inspection/inspection.projection';
import { lineStopProjection, productionEntryProjection } from '../line-day/line-day.projection';
import { wipJobProjection } from '../wip/wip-job.projection';
import { attendanceImport } from './attendance.import';
import { deliveriesImport } from './deliveries.import';
import { downtimesImport } from './downtimes.import';
import { importAttendance, undoImportedAttendance } from './import-attendance.handler';
import { importDeliveries, undoImportedDeliveries } from './import-deliveries.handler';
import { checkDowntimes, importDowntimes } from './import-downtimes.handler';
import { importInspections, undoImportedInspections } from './import-inspections.handler';
import { checkProduction, importProduction } from './import-production.handler';
import { importWipJobs, undoImportedWipJobs } from './import-wip-jobs.handler';
import { inspectionsImport } from './inspections.import';
import { productionImport } from './production.import';
import { undoImportedDowntimes, undoImportedProduction } from './undo-import.handler';
import { wipImport } from './wip.import';

const OF_ENTRIES = { reads: [productionEntryProjection] };
const OF_STOPS = { reads: [lineStopProjection] };

export const uploadFeature: Feature = {
  wirings: [
    handler(ImportProduction, importProduction, { ...OF_ENTRIES, check: checkProduction }),
    handler(UndoImportedProduction, undoImportedProduction, OF_ENTRIES),
    handler(ImportDowntimes, importDowntimes, { ...OF_STOPS, check: checkDowntimes }),
    handler(UndoImportedDowntimes, undoImportedDowntimes, OF_STOPS),
    handler(ImportInspections, importInspections.carryOut, { check: importInspections.check }),
    handler(UndoImportedInspections, undoImportedInspections, { reads: [inspectionProjection] }),
    handler(ImportDeliveries, importDeliveries.carryOut, { check: importDeliveries.check }),
    handler(UndoImportedDeliveries, undoImportedDeliveries, { reads: [deliveryProjection] }),
    handler(ImportAttendance, importAttendance.carryOut, { check: importAttendance.check }),
    handler(UndoImportedAttendance, undoImportedAttendance),
    handler(ImportWipJobs, importWipJobs.carryOut, { reads: [wipJobProjection], check: importWipJobs.check }),
    handler(UndoImportedWipJobs, undoImportedWipJobs),
  ],
  imports: [productionImport, downtimesImport, inspectionsImport, deliveriesImport, attendanceImport, wipImport],
};
