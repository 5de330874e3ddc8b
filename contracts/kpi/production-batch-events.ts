import { Event } from '../declare/event';
import { Choice, Code, Id, List, LocalDate, Nested, Text } from '../declare/fields';

export const MAX_BATCH_EDITS = 500;

export const EDIT_OUTCOMES = ['created', 'changed', 'removed', 'unchanged', 'refused'] as const;
export type EditOutcome = (typeof EDIT_OUTCOMES)[number];

/** A stream of production that a batch changed. */
export class BatchDay {
  @Id() lineId!: string;
  @LocalDate() date!: string;
}

export class RecordedEdit {
  @Id({ nullable: true }) id!: string | null;
  @Choice(EDIT_OUTCOMES) outcome!: EditOutcome;
  @Code({ nullable: true }) code!: string | null;
  @Text({ max: 300, nullable: true, lines: true }) message!: string | null;
}

/** Its changes are events of the days, which name the batch; this one tells what became of each edit. */
@Event<ProductionBatchMade>({
  category: 'kpi.production_batch',
  version: 1,
  entity: { type: 'production_batch', id: 'batchId' },
  occurrence: true,
  action: 'production_batch.made',
  summary: 'Production entries were edited at once',
})
export class ProductionBatchMade {
  static readonly type = 'ProductionBatchMade';
  @Id() batchId!: string;
  @Id({ nullable: true, description: 'The batch that it undoes' }) undoes!: string | null;
  @List(Nested(() => BatchDay), { max: MAX_BATCH_EDITS }) days!: readonly BatchDay[];
  @List(Nested(() => RecordedEdit), { max: MAX_BATCH_EDITS }) results!: readonly RecordedEdit[];
}
