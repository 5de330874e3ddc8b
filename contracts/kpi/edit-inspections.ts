import { Command } from '../declare/contract';
import { Code, Count, Id, Instant, List, Nested, Quantity, Text } from '../declare/fields';
import { CURRENT_VALUES, EditedRow, LEFT_VALUES, RowEdit } from './edited-row';
import { InspectionFindings, MAX_DEFECTS, MAX_OPPORTUNITIES } from './inspection-events';
import { MAX_BATCH_EDITS } from './production-batch-events';

/** The values that the client has seen: an inspection with others is not changed. */
export class ExpectedFindings {
  @Quantity({ optional: true }) inspected?: string;
  @Quantity({ sign: 'not_negative', optional: true, nullable: true }) firstPassGood?: string | null;
  @Quantity({ sign: 'not_negative', optional: true, nullable: true }) defectiveUnits?: string | null;
  @Count({ min: 0, max: MAX_DEFECTS, optional: true, nullable: true }) defects?: number | null;
  @Count({ min: 1, max: MAX_OPPORTUNITIES, optional: true, nullable: true }) opportunities?: number | null;
  @Quantity({ sign: 'not_negative', optional: true, nullable: true }) reworked?: string | null;
  @Quantity({ sign: 'not_negative', optional: true, nullable: true }) repaired?: string | null;
  @Quantity({ sign: 'not_negative', optional: true, nullable: true }) scrapped?: string | null;
}

/** One row of a grid. A field that is left out stays as it is; what identifies the thing cannot be changed. */
export class InspectionEdit extends RowEdit {
  @Nested(() => ExpectedFindings, { optional: true }) expected?: ExpectedFindings;
  @Id({ optional: true, nullable: true, description: 'Of `create`; absent or null: it was not at a line' })
  lineId?: string | null;
  @Code({ optional: true, description: 'Of `create`' }) product?: string;
  @Text({ max: 64, optional: true, description: 'Of `create`' }) step?: string;
  @Instant({ optional: true, description: 'Of `create`' }) at?: string;
  @Quantity({ optional: true, example: '540' }) inspected?: string;
  @Quantity({ sign: 'not_negative', optional: true, nullable: true, example: '522' }) firstPassGood?: string | null;
  @Quantity({ sign: 'not_negative', optional: true, nullable: true, example: '18' }) defectiveUnits?: string | null;
  @Count({ min: 0, max: MAX_DEFECTS, optional: true, nullable: true, example: 24 }) defects?: number | null;
  @Count({ min: 1, max: MAX_OPPORTUNITIES, optional: true, nullable: true, example: 5 }) opportunities?: number | null;
  @Quantity({ sign: 'not_negative', optional: true, nullable: true, example: '9' }) reworked?: string | null;
  @Quantity({ sign: 'not_negative', optional: true, nullable: true, example: '3' }) repaired?: string | null;
  @Quantity({ sign: 'not_negative', optional: true, nullable: true, example: '6' }) scrapped?: string | null;
}

export class InspectionEditResult extends EditedRow {
  @Nested(() => InspectionFindings, { nullable: true, description: CURRENT_VALUES })
  current!: InspectionFindings | null;
  @Nested(() => InspectionFindings, { nullable: true, description: LEFT_VALUES }) left!: InspectionFindings | null;
}

export class InspectionBatch {
  @Id() batchId!: string;
  @List(Nested(() => InspectionEditResult), { max: MAX_BATCH_EDITS, description: 'In the order of the edits' })
  results!: readonly InspectionEditResult[];
}

@Command({
  subject: 'kpi.edit-inspections',
  permission: 'kpi.entry.record',
  route: 'POST /inspections/batch',
  status: 201,
  summary: 'Create, change and remove inspections at once, each with its own outcome',
  answers: InspectionBatch,
  refuses: ['NOT_FOUND', 'READ_MODEL_FILLING'],
})
export class EditInspections {
  @List(Nested(() => InspectionEdit), { min: 1, max: MAX_BATCH_EDITS }) edits!: readonly InspectionEdit[];
}
