import { Created } from '../created';
import { Command } from '../declare/contract';
import { Code, Count, Id, Instant, Quantity, Text } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import { MAX_DEFECTS, MAX_OPPORTUNITIES } from './inspection-events';
import { faultOfFindings } from './inspection-rules';

@RequestRule((found: RecordInspection) => faultOfFindings(found))
@Command({
  subject: 'kpi.record-inspection',
  permission: 'kpi.entry.record',
  route: 'POST /inspections',
  status: 201,
  location: '/inspections/{id}',
  summary: 'Record what an inspection found',
  answers: Created,
  refuses: ['NOT_FOUND', 'DUPLICATE', 'PERIOD_CLOSED'],
})
export class RecordInspection {
  @Id({ optional: true, description: 'Absent: it was not at a line' }) lineId?: string;
  @Code({ example: 'P-100' }) product!: string;
  @Text({ max: 64, example: 'Final test' }) step!: string;
  @Instant({ description: 'One inspection of a line, product and step at a time' }) at!: string;
  @Quantity({ example: '540' }) inspected!: string;
  @Quantity({ sign: 'not_negative', optional: true, example: '522', description: 'Without rework and repair' })
  firstPassGood?: string;
  @Quantity({ sign: 'not_negative', optional: true, example: '18' }) defectiveUnits?: string;
  @Count({ min: 0, max: MAX_DEFECTS, optional: true, example: 24, description: 'At least one in a defective unit' })
  defects?: number;
  @Count({
    min: 1,
    max: MAX_OPPORTUNITIES,
    optional: true,
    example: 5,
    description: "Of a defect, in one unit. Default: those of the product's standard",
  })
  opportunities?: number;
  @Quantity({ sign: 'not_negative', optional: true, example: '9' }) reworked?: string;
  @Quantity({ sign: 'not_negative', optional: true, example: '3' }) repaired?: string;
  @Quantity({ sign: 'not_negative', optional: true, example: '6' }) scrapped?: string;
}
