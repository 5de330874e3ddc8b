import { Command } from '../declare/contract';
import { Id, Instant, Money, Nested, Quantity, Text, Unit } from '../declare/fields';
import type { FieldError } from '../errors';
import { RequestRule } from '../declare/request-rules';
import { LotNamed } from './lot-named';
import { TransactionRecorded } from './stock-answers';

/** A receipt has one cost: per unit, or in total. */
export function oneCost({ unitCost, totalCost }: Pick<ReceiveStock, 'unitCost' | 'totalCost'>): FieldError | undefined {
  if ((unitCost === undefined) !== (totalCost === undefined)) return undefined;
  return unitCost === undefined
    ? { pointer: '/unitCost', code: 'REQUIRED', message: 'or totalCost is needed' }
    : { pointer: '/totalCost', code: 'UNKNOWN', message: 'goes without unitCost' };
}

@RequestRule(oneCost, { oneOf: [{ required: ['unitCost'] }, { required: ['totalCost'] }] })
@Command({
  subject: 'inventory.receive-stock',
  permission: 'inventory.receipt.record',
  route: 'POST /items/{itemId}/receipts',
  status: 201,
  location: '/movements/{movementIds.0}',
  summary: 'Record stock that came in',
  answers: TransactionRecorded,
  refuses: [
    'ITEM_INACTIVE',
    'LOCATION_INACTIVE',
    'ZONE_MISMATCH',
    'LOT_REQUIRED',
    'LOT_DIFFERS',
    'UNIT_NOT_EXACT',
    'EFFECTIVE_IN_FUTURE',
    'PERIOD_FROZEN',
  ],
})
export class ReceiveStock {
  @Id() itemId!: string;
  @Id() locationId!: string;
  @Quantity() quantity!: string;
  @Money({ places: 8, optional: true, description: 'Per `unit`; give this or `totalCost`', example: '2.50000000' })
  unitCost?: string;
  @Money({ optional: true, description: 'In total; give this or `unitCost`' }) totalCost?: string;
  @Unit({ optional: true }) unit?: string;
  @Nested(() => LotNamed, { optional: true }) lot?: LotNamed;
  @Text({ max: 200, optional: true, example: 'Delivery note 4711' }) reference?: string;
  @Text({ max: 2000, lines: true, optional: true }) note?: string;
  @Instant({ optional: true }) effectiveAt?: string;
}
