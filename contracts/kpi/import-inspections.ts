import { Command } from '../declare/contract';
import { Code, Count, Id, Instant, List, Nested, Quantity, Text } from '../declare/fields';
import { MAX_COMMAND_ROWS, RowsDone } from '../imports/rows-done';
import { MAX_DEFECTS, MAX_OPPORTUNITIES } from './inspection-events';

/** A row of a file. An absent field leaves what is there. */
export class ImportedInspection {
  @Code({ optional: true, example: 'L1', description: 'The code of the line' }) line?: string;
  @Id({ optional: true, description: 'In place of its code' }) lineId?: string;
  @Code({ example: 'P-100' }) product!: string;
  @Text({ max: 64, example: 'Final test' }) step!: string;
  @Instant() at!: string;
  @Quantity({ optional: true, example: '540' }) inspected?: string;
  @Quantity({ sign: 'not_negative', optional: true, example: '522' }) firstPassGood?: string;
  @Quantity({ sign: 'not_negative', optional: true, example: '18' }) defectiveUnits?: string;
  @Count({ min: 0, max: MAX_DEFECTS, optional: true, example: 24 }) defects?: number;
  @Count({ min: 1, max: MAX_OPPORTUNITIES, optional: true, example: 5 }) opportunities?: number;
  @Quantity({ sign: 'not_negative', optional: true, example: '9' }) reworked?: string;
  @Quantity({ sign: 'not_negative', optional: true, example: '3' }) repaired?: string;
  @Quantity({ sign: 'not_negative', optional: true, example: '6' }) scrapped?: string;
}

/** Rows of an import: each makes the inspection that its line, product, step and time identify, or changes it. */
@Command({
  subject: 'kpi.import-inspections',
  permission: 'service',
  status: 200,
  summary: 'Import rows about inspections',
  answers: RowsDone,
  sentBy: ['kpi'],
})
export class ImportInspections {
  @Id() importId!: string;
  @List(Nested(() => ImportedInspection), { min: 1, max: MAX_COMMAND_ROWS }) rows!: readonly ImportedInspection[];
}
