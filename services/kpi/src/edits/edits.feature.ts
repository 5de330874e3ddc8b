import { EditAttendance } from '#contracts/kpi/edit-attendance';
import { EditDeliveries } from '#contracts/kpi/edit-deliveries';
import { EditInspections } from '#contracts/kpi/edit-inspections';
import { EditStops } from '#contracts/kpi/edit-stops';
import { EditWipJobs } from '#contracts/kpi/edit-wip-jobs';
import { UndoAttendanceBatch } from '#contracts/kpi/undo-attendance-batch';
import { UndoDeliveryBatch } from '#contracts/kpi/undo-delivery-batch';
import { UndoInspectionBatch } from '#contracts/kpi/undo-inspection-batch';
import { UndoStopBatch } from '#contracts/kpi/undo-stop-batch';
import { UndoWipJobBatch } from '#contracts/kpi/undo-wip-job-batch';
import { handler, type Feature } from '#libs/runtime';
import { deliveryProjection } from '../delivery/delivery.projection';
import { inspectionProjection } from '../inspection/inspection.projection';
import { lineStopProjection } from '../line-day/line-day.projection';
import { editAttendance, undoAttendanceBatch } from './edit-attendance.handler';
import { editDeliveries, undoDeliveryBatch } from './edit-deliveries.handler';
import { editInspections, undoInspectionBatch } from './edit-inspections.handler';
import { editStops, undoStopBatch } from './edit-stops.handler';
import { editWipJobs, undoWipJobBatch } from './edit-wip-jobs.handler';

/** Batches of edits of every input; those of production entries are in `line-day`. */
export const editsFeature: Feature = {
  wirings: [
    handler(EditStops, editStops, { reads: [lineStopProjection] }),
    handler(UndoStopBatch, undoStopBatch),
    handler(EditInspections, editInspections, { reads: [inspectionProjection] }),
    handler(UndoInspectionBatch, undoInspectionBatch),
    handler(EditDeliveries, editDeliveries, { reads: [deliveryProjection] }),
    handler(UndoDeliveryBatch, undoDeliveryBatch),
    handler(EditAttendance, editAttendance),
    handler(UndoAttendanceBatch, undoAttendanceBatch),
    handler(EditWipJobs, editWipJobs),
    handler(UndoWipJobBatch, undoWipJobBatch),
  ],
};
