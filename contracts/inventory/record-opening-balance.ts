import { Command } from '../declare/contract';
import { Code, Id, LocalDate, Money, Quantity, Text, Unit } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import type { FieldError } from '../errors';
import { TransactionRecorded } from './stock-answers';

/** One cost: per unit, or in total. Stock that cost nothing says 0. */
function openingCost({ unitCost, totalCost }: RecordOpeningBalance): FieldError | undefined {
  if ((unitCost === undefined) !== (totalCost === undefined)) return undefined;
  return unitCost === undefined
    ? { pointer: '/unitCost', code: 'REQUIRED', message: 'or totalCost is needed' }
    : { pointer: '/totalCost', code: 'UNKNOWN', message: 'goes without unitCost' };
}

/** An expiry is a lot's. */
function lotOfExpiry({ lotNumber, expiresOn }: RecordOpeningBalance): FieldError | undefined {
  if (expiresOn === undefined || lotNumber !== undefined) return undefined;
  return { pointer: '/lotNumber', code: 'REQUIRED', message: 'is needed with expiresOn' };
}

/** A row of an import: the stock of one item, location and lot when an organisation moves in. There is one of each. */
@RequestRule(openingCost, { oneOf: [{ required: ['unitCost'] }, { required: ['totalCost'] }] })
@RequestRule(lotOfExpiry, { dependentRequired: { expiresOn: ['lotNumber'] } })
@Command({
  subject: 'inventory.record-opening-balance',
  permission: 'service',
  status: 201,
  summary: 'Record an opening balance from an import',
  answers: TransactionRecorded,
  refuses: [
    'DUPLICATE',
    'ITEM_INACTIVE',
    'LOCATION_INACTIVE',
    'ZONE_MISMATCH',
    'LOT_REQUIRED',
    'LOT_DIFFERS',
    'UNIT_NOT_EXACT',
    'EFFECTIVE_IN_FUTURE',
    'PERIOD_FROZEN',
  ],
  sentBy: ['inventory'],
})
export class RecordOpeningBalance {
  @Id() itemId!: string;
  @Id() locationId!: string;
  @Code({ optional: true, example: 'L-2026-01' }) lotNumber?: string;
  @LocalDate({ optional: true }) expiresOn?: string;
  @Quantity() quantity!: string;
  @Unit({ optional: true }) unit?: string;
  @Money({ places: 8, optional: true, description: 'Per `unit`', example: '2.50000000' }) unitCost?: string;
  @Money({ optional: true, description: 'In total' }) totalCost?: string;
  @LocalDate({ optional: true, description: 'From the beginning of that day; default: now' }) date?: string;
  @Text({ max: 2000, lines: true, optional: true }) note?: string;
}
