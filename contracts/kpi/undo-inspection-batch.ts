import { Command } from '../declare/contract';
import { Id } from '../declare/fields';
import { InspectionBatch } from './edit-inspections';

/** A batch that puts back what another one changed; what somebody has changed since stays. */
@Command({
  subject: 'kpi.undo-inspection-batch',
  permission: 'kpi.entry.record',
  route: 'POST /inspections/batch/{batchId}/undo',
  status: 201,
  summary: 'Undo a batch of edits of inspections, each with its own outcome',
  answers: InspectionBatch,
})
export class UndoInspectionBatch {
  @Id() batchId!: string;
}
