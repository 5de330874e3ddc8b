import { Command } from '../declare/contract';
import { Choice, Code, Count, Id, Instant, List, LocalDate, Nested, Quantity, Text } from '../declare/fields';
import { EDIT_OPERATIONS, EditedRow, type EditOperation } from './edited-row';
import { ChangedOutput } from './production-fields';
import { MAX_PEOPLE, ProductionOutput } from './production-events';
import { MAX_BATCH_EDITS } from './production-batch-events';

/** The values that the client has seen: an entry with others is not changed. */
export class ExpectedOutput {
  @Text({ max: 64, optional: true, nullable: true }) shift?: string | null;
  @Instant({ optional: true, nullable: true }) from?: string | null;
  @Instant({ optional: true, nullable: true }) to?: string | null;
  @Code({ optional: true }) product?: string;
  @Quantity({ sign: 'not_negative', optional: true }) good?: string;
  @Quantity({ sign: 'not_negative', optional: true }) rework?: string;
  @Quantity({ sign: 'not_negative', optional: true }) scrap?: string;
  @Code({ optional: true, nullable: true }) order?: string | null;
  @Count({ min: 0, max: MAX_PEOPLE, optional: true, nullable: true }) people?: number | null;
  @Quantity({ sign: 'not_negative', optional: true, nullable: true }) hours?: string | null;
}

/** One row of a grid. */
export class ProductionEdit extends ChangedOutput {
  @Choice(EDIT_OPERATIONS, { example: 'change' }) op!: EditOperation;
  @Id({ optional: true, example: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071', description: 'Of `change` and `remove`' })
  id?: string;
  @Nested(() => ExpectedOutput, { optional: true }) expected?: ExpectedOutput;
  @Id({ optional: true, description: 'Of `create`; in others the line of the entry' }) lineId?: string;
  @LocalDate({ optional: true, description: 'Of `create`, with shift; in others the date of the entry' }) date?: string;
}

export class EditResult extends EditedRow {
  @Nested(() => ProductionOutput, { nullable: true, description: 'Of a refused edit: the values as they are' })
  current!: ProductionOutput | null;
  @Nested(() => ProductionOutput, { nullable: true, description: 'Of a refused undo: the values that the batch left' })
  left!: ProductionOutput | null;
}

export class ProductionBatch {
  @Id() batchId!: string;
  @List(Nested(() => EditResult), { max: MAX_BATCH_EDITS, description: 'In the order of the edits' })
  results!: readonly EditResult[];
}

@Command({
  subject: 'kpi.edit-production',
  permission: 'kpi.entry.record',
  route: 'POST /production-entries/batch',
  status: 201,
  summary: 'Create, change and remove production entries at once, each with its own outcome',
  answers: ProductionBatch,
  refuses: ['NOT_FOUND', 'READ_MODEL_FILLING'],
})
export class EditProduction {
  @List(Nested(() => ProductionEdit), { min: 1, max: MAX_BATCH_EDITS }) edits!: readonly ProductionEdit[];
}
