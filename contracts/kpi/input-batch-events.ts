import { Event } from '../declare/event';
import { Choice, Id, List, Nested } from '../declare/fields';
import { MAX_BATCH_EDITS, RecordedEdit } from './production-batch-events';

/** The inputs with batches of edits, but for production entries. */
export const EDITED_INPUTS = ['downtimes', 'inspections', 'deliveries', 'attendance', 'wip'] as const;
export type EditedInput = (typeof EDITED_INPUTS)[number];

export class RecordedRow extends RecordedEdit {
  @Id({ nullable: true, description: 'The stream of the thing; null: none was found' }) stream!: string | null;
}

/** Its changes are events of the things, which name the batch; this one tells what became of each edit. */
@Event<InputBatchMade>({
  category: 'kpi.input_batch',
  version: 1,
  entity: { type: 'input_batch', id: 'batchId' },
  occurrence: true,
  action: 'input_batch.made',
  summary: 'Inputs of key figures were edited at once',
})
export class InputBatchMade {
  static readonly type = 'InputBatchMade';
  @Id() batchId!: string;
  @Choice(EDITED_INPUTS) input!: EditedInput;
  @Id({ nullable: true, description: 'The batch that it undoes' }) undoes!: string | null;
  @List(Nested(() => RecordedRow), { max: MAX_BATCH_EDITS, technical: true }) results!: readonly RecordedRow[];
}
