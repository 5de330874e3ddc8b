import { Event, type EventOptions } from '../declare/event';
import { Code, Count, Id, Instant, LocalDate, Nested, Quantity, Text } from '../declare/fields';

export const MAX_DEFECTS = 1_000_000_000;
export const MAX_OPPORTUNITIES = 1_000_000;
/** Of one inspection: how often it was recorded, corrected or removed. */
export const MAX_INSPECTION_VERSIONS = 1_000_000_000;

/** The units that were looked at, and what was found. Null: it was not counted. */
export class InspectionFindings {
  @Quantity({ example: '540.000' }) inspected!: string;
  @Quantity({ sign: 'not_negative', nullable: true, example: '522.000', description: 'Without rework and repair' })
  firstPassGood!: string | null;
  @Quantity({ sign: 'not_negative', nullable: true, example: '18.000' }) defectiveUnits!: string | null;
  @Count({ min: 0, max: MAX_DEFECTS, nullable: true, example: 24, description: 'A unit can have several' })
  defects!: number | null;
  @Count({
    min: 1,
    max: MAX_OPPORTUNITIES,
    nullable: true,
    example: 5,
    description: "Of a defect, in one unit; null: those of the product's standard count",
  })
  opportunities!: number | null;
  @Quantity({ sign: 'not_negative', nullable: true, example: '9.000' }) reworked!: string | null;
  @Quantity({ sign: 'not_negative', nullable: true, example: '3.000' }) repaired!: string | null;
  @Quantity({ sign: 'not_negative', nullable: true, example: '6.000' }) scrapped!: string | null;
}

/** Line, product, step and time identify an inspection: they never change. */
class OfInspection {
  @Id({ description: 'It follows from line, product, step and time' }) inspectionId!: string;
  @Id({ nullable: true, description: 'Null: it was not at a line' }) lineId!: string | null;
  @Code({ example: 'P-100' }) product!: string;
  @Text({ max: 64, example: 'Final test' }) step!: string;
  @Instant() at!: string;
  @LocalDate({ description: 'The business date' }) date!: string;
  @Id({ nullable: true, technical: true, description: 'Of an import, or of edits' }) batchId!: string | null;
  @Count({
    min: 1,
    max: MAX_INSPECTION_VERSIONS,
    technical: true,
    description: 'The place of this event among its own',
  })
  version!: number;
}

const declared = (action: string, summary: string): EventOptions<OfInspection> => ({
  category: 'kpi.inspection_day',
  version: 1,
  entity: { type: 'inspection', id: 'inspectionId' },
  action,
  summary,
});

@Event<InspectionRecorded>(declared('inspection.recorded', 'An inspection was recorded'))
export class InspectionRecorded extends OfInspection {
  static readonly type = 'InspectionRecorded';
  @Nested(() => InspectionFindings) findings!: InspectionFindings;
}

@Event<InspectionCorrected>(declared('inspection.corrected', 'An inspection was corrected'))
export class InspectionCorrected extends OfInspection {
  static readonly type = 'InspectionCorrected';
  @Nested(() => InspectionFindings) findings!: InspectionFindings;
  @Nested(() => InspectionFindings) before!: InspectionFindings;
}

@Event<InspectionRemoved>(declared('inspection.removed', 'An inspection was removed'))
export class InspectionRemoved extends OfInspection {
  static readonly type = 'InspectionRemoved';
  @Nested(() => InspectionFindings) before!: InspectionFindings;
}
