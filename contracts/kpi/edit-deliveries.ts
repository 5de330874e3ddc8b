import { Command } from '../declare/contract';
import { Code, Id, Instant, List, LocalDate, Nested, Quantity, Text } from '../declare/fields';
import { CURRENT_VALUES, EditedRow, LEFT_VALUES, RowEdit } from './edited-row';
import { DeliveryTerms } from './delivery-events';
import { MAX_BATCH_EDITS } from './production-batch-events';

/** The values that the client has seen: a delivery with others is not changed. */
export class ExpectedTerms {
  @LocalDate({ optional: true, nullable: true }) requestedOn?: string | null;
  @LocalDate({ optional: true }) firstPromisedOn?: string;
  @LocalDate({ optional: true, nullable: true }) lastPromisedOn?: string | null;
  @Instant({ optional: true, nullable: true, description: 'Null: it is open' }) deliveredAt?: string | null;
  @Quantity({ optional: true }) ordered?: string;
  @Quantity({ optional: true, nullable: true }) delivered?: string | null;
  @Text({ max: 300, optional: true, nullable: true }) justified?: string | null;
}

/** One row of a grid. A field that is left out stays as it is; what identifies the thing cannot be changed. */
export class DeliveryEdit extends RowEdit {
  @Nested(() => ExpectedTerms, { optional: true }) expected?: ExpectedTerms;
  @Code({ optional: true, description: 'Of `create`' }) order?: string;
  @Code({ optional: true, nullable: true, description: 'Of `create`; absent or null: the order as a whole' })
  line?: string | null;
  @LocalDate({ optional: true, nullable: true }) requestedOn?: string | null;
  @LocalDate({ optional: true }) firstPromisedOn?: string;
  @LocalDate({ optional: true, nullable: true }) lastPromisedOn?: string | null;
  @Instant({ optional: true, nullable: true, description: 'Null: it is open' }) deliveredAt?: string | null;
  @Quantity({ optional: true, example: '120' }) ordered?: string;
  @Quantity({ optional: true, nullable: true }) delivered?: string | null;
  @Text({ max: 300, optional: true, nullable: true }) justified?: string | null;
}

export class DeliveryEditResult extends EditedRow {
  @Nested(() => DeliveryTerms, { nullable: true, description: CURRENT_VALUES }) current!: DeliveryTerms | null;
  @Nested(() => DeliveryTerms, { nullable: true, description: LEFT_VALUES }) left!: DeliveryTerms | null;
}

export class DeliveryBatch {
  @Id() batchId!: string;
  @List(Nested(() => DeliveryEditResult), { max: MAX_BATCH_EDITS, description: 'In the order of the edits' })
  results!: readonly DeliveryEditResult[];
}

@Command({
  subject: 'kpi.edit-deliveries',
  permission: 'kpi.entry.record',
  route: 'POST /deliveries/batch',
  status: 201,
  summary: 'Create, change and remove deliveries at once, each with its own outcome',
  answers: DeliveryBatch,
  refuses: ['NOT_FOUND', 'READ_MODEL_FILLING'],
})
export class EditDeliveries {
  @List(Nested(() => DeliveryEdit), { min: 1, max: MAX_BATCH_EDITS }) edits!: readonly DeliveryEdit[];
}
