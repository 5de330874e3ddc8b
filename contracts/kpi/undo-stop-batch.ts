import { Command } from '../declare/contract';
import { Id } from '../declare/fields';
import { StopBatch } from './edit-stops';

/** A batch that puts back what another one changed; what somebody has changed since stays. */
@Command({
  subject: 'kpi.undo-stop-batch',
  permission: 'kpi.entry.record',
  route: 'POST /downtimes/batch/{batchId}/undo',
  status: 201,
  summary: 'Undo a batch of edits of stops, each with its own outcome',
  answers: StopBatch,
})
export class UndoStopBatch {
  @Id() batchId!: string;
}
