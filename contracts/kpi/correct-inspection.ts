import { Created } from '../created';
import { Command } from '../declare/contract';
import { Count, Id, Quantity } from '../declare/fields';
import { MAX_DEFECTS, MAX_OPPORTUNITIES } from './inspection-events';

/** Line, product, step and time identify it: for others it is removed, and recorded anew. */
@Command({
  subject: 'kpi.correct-inspection',
  permission: 'kpi.entry.record',
  route: 'PATCH /inspections/{inspectionId}',
  status: 200,
  ifMatch: true,
  summary: 'Correct what an inspection found',
  answers: Created,
  refuses: ['PERIOD_CLOSED', 'READ_MODEL_FILLING'],
})
export class CorrectInspection {
  @Id() inspectionId!: string;
  @Quantity({ optional: true, example: '540' }) inspected?: string;
  @Quantity({ sign: 'not_negative', optional: true, nullable: true, example: '522' }) firstPassGood?: string | null;
  @Quantity({ sign: 'not_negative', optional: true, nullable: true, example: '18' }) defectiveUnits?: string | null;
  @Count({ min: 0, max: MAX_DEFECTS, optional: true, nullable: true, example: 24 }) defects?: number | null;
  @Count({ min: 1, max: MAX_OPPORTUNITIES, optional: true, nullable: true, example: 5 }) opportunities?: number | null;
  @Quantity({ sign: 'not_negative', optional: true, nullable: true, example: '9' }) reworked?: string | null;
  @Quantity({ sign: 'not_negative', optional: true, nullable: true, example: '3' }) repaired?: string | null;
  @Quantity({ sign: 'not_negative', optional: true, nullable: true, example: '6' }) scrapped?: string | null;
}
