import { Created } from '../created';
import { Command } from '../declare/contract';
import { Choice, Code, Count, Id, Instant, LocalDate, Quantity, Text } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import { MAX_PEOPLE } from './production-events';
import { QUANTITY_UNITS, faultOfEntryTime, type QuantityUnit } from './production-fields';

@RequestRule(faultOfEntryTime)
@Command({
  subject: 'kpi.record-production',
  permission: 'kpi.entry.record',
  route: 'POST /production-entries',
  status: 201,
  location: '/production-entries/{id}',
  summary: 'Record what a line made of a product',
  answers: Created,
  refuses: ['NOT_FOUND', 'QUANTITIES_DIFFER', 'UNIT_NOT_EXACT', 'PERIOD_CLOSED', 'CONFLICT'],
})
export class RecordProduction {
  @Id() lineId!: string;
  @LocalDate({ optional: true, example: '2026-01-30', description: 'The business date; with shift' }) date?: string;
  @Text({ max: 64, optional: true, example: 'Early', description: 'With date' }) shift?: string;
  @Instant({ optional: true, description: 'The start of the run, in place of date and shift' }) from?: string;
  @Instant({ optional: true, description: 'Its end; absent: it runs still' }) to?: string;
  @Code({ example: 'P-100' }) product!: string;
  @Quantity({ sign: 'not_negative', example: '522' }) good!: string;
  @Quantity({ sign: 'not_negative', optional: true, example: '12', description: 'Default: 0' }) rework?: string;
  @Quantity({ sign: 'not_negative', optional: true, example: '6', description: 'Default: 0' }) scrap?: string;
  @Quantity({ sign: 'not_negative', optional: true, description: 'The sum of the three, to check them' })
  produced?: string;
  @Choice(QUANTITY_UNITS, { optional: true, description: "`pack`: of the product's standard. Default: unit" })
  unit?: QuantityUnit;
  @Code({ optional: true }) order?: string;
  @Count({ min: 0, max: MAX_PEOPLE, optional: true }) people?: number;
  @Quantity({ sign: 'not_negative', optional: true, description: 'Worked on it' }) hours?: string;
}
