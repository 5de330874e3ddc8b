import { Command } from '../declare/contract';
import { Id } from '../declare/fields';
import { WipJobBatch } from './edit-wip-jobs';

/** A batch that puts back what another one changed; what somebody has changed since stays. */
@Command({
  subject: 'kpi.undo-wip-job-batch',
  permission: 'kpi.entry.record',
  route: 'POST /wip/batch/{batchId}/undo',
  status: 201,
  summary: 'Undo a batch of edits of jobs in progress, each with its own outcome',
  answers: WipJobBatch,
})
export class UndoWipJobBatch {
  @Id() batchId!: string;
}
