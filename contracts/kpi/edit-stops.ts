import { Command } from '../declare/contract';
import { Code, Id, Instant, List, Nested, Text } from '../declare/fields';
import { CURRENT_VALUES, EditedRow, LEFT_VALUES, RowEdit } from './edited-row';
import { MAX_BATCH_EDITS } from './production-batch-events';

export class StopValues {
  @Instant() from!: string;
  @Instant({ nullable: true, description: 'Null: it is still open' }) to!: string | null;
  @Code({ nullable: true, example: 'JAM', description: 'The code of the reason; null: none' }) reason!: string | null;
  @Text({ max: 2000, lines: true, nullable: true }) note!: string | null;
}

/** The values that the client has seen: a stop with others is not changed. */
export class ExpectedStop {
  @Instant({ optional: true }) from?: string;
  @Instant({ optional: true, nullable: true }) to?: string | null;
  @Code({ optional: true, nullable: true }) reason?: string | null;
  @Text({ max: 2000, lines: true, optional: true, nullable: true }) note?: string | null;
}

/** One row of a grid. A field that is left out stays as it is; what identifies the thing cannot be changed. */
export class StopEdit extends RowEdit {
  @Nested(() => ExpectedStop, { optional: true }) expected?: ExpectedStop;
  @Id({ optional: true, description: 'Of `create`; in others the line of the stop' }) lineId?: string;
  @Instant({ optional: true, description: 'Of `create`, default: now; in others on the same business date' })
  from?: string;
  @Instant({ optional: true, nullable: true, description: 'Null: it is still open' }) to?: string | null;
  @Code({ optional: true, nullable: true, description: 'The code of a stop reason; null: none' })
  reason?: string | null;
  @Text({ max: 2000, lines: true, optional: true, nullable: true, example: 'Belt replaced' }) note?: string | null;
}

export class StopEditResult extends EditedRow {
  @Nested(() => StopValues, { nullable: true, description: CURRENT_VALUES }) current!: StopValues | null;
  @Nested(() => StopValues, { nullable: true, description: LEFT_VALUES }) left!: StopValues | null;
}

export class StopBatch {
  @Id() batchId!: string;
  @List(Nested(() => StopEditResult), { max: MAX_BATCH_EDITS, description: 'In the order of the edits' })
  results!: readonly StopEditResult[];
}

@Command({
  subject: 'kpi.edit-stops',
  permission: 'kpi.entry.record',
  route: 'POST /downtimes/batch',
  status: 201,
  summary: 'Create, change and remove stops at once, each with its own outcome',
  answers: StopBatch,
  refuses: ['NOT_FOUND', 'READ_MODEL_FILLING'],
})
export class EditStops {
  @List(Nested(() => StopEdit), { min: 1, max: MAX_BATCH_EDITS }) edits!: readonly StopEdit[];
}
