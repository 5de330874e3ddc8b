import { Command } from '../declare/contract';
import { Id } from '../declare/fields';
import { ProductionBatch } from './edit-production';

/** A batch that puts back what another one changed; what somebody has changed since stays. */
@Command({
  subject: 'kpi.undo-production-batch',
  permission: 'kpi.entry.record',
  route: 'POST /production-entries/batch/{batchId}/undo',
  status: 201,
  summary: 'Undo a batch of edits, each with its own outcome',
  answers: ProductionBatch,
})
export class UndoProductionBatch {
  @Id() batchId!: string;
}
