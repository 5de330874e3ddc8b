import { Command } from '../declare/contract';
import { Choice, Code, Id, Instant, Money, Quantity, Text, Unit } from '../declare/fields';
import type { FieldError } from '../errors';
import { RequestRule } from '../declare/request-rules';
import { TransactionRecorded } from './stock-answers';
import { ADJUSTMENT_REASONS, type AdjustmentReason } from './stock-events';

/** `other` says nothing by itself. */
export function noteForOther({ reason, note }: Pick<AdjustStock, 'reason' | 'note'>): FieldError | undefined {
  if (reason !== 'other' || note !== undefined) return undefined;
  return { pointer: '/note', code: 'REQUIRED', message: 'is needed for reason other' };
}

/** A decrease goes out at the stock's present cost. */
export function costOfIncrease({
  quantity,
  unitCost,
}: Pick<AdjustStock, 'quantity' | 'unitCost'>): FieldError | undefined {
  if (unitCost === undefined || !quantity.startsWith('-')) return undefined;
  return { pointer: '/unitCost', code: 'UNKNOWN', message: 'is for an increase only' };
}

@RequestRule(noteForOther, {
  if: { properties: { reason: { const: 'other' } }, required: ['reason'] },
  // oxlint-disable-next-line unicorn/no-thenable
  then: { required: ['note'] },
})
@RequestRule(costOfIncrease)
@Command({
  subject: 'inventory.adjust-stock',
  permission: 'inventory.adjustment.record',
  route: 'POST /items/{itemId}/adjustments',
  status: 201,
  location: '/movements/{movementIds.0}',
  summary: 'Correct the stock of a location, up or down',
  answers: TransactionRecorded,
  refuses: [
    'INSUFFICIENT_STOCK',
    'LATER_MOMENT_NEGATIVE',
    'LOCATION_INACTIVE',
    'ZONE_MISMATCH',
    'LOT_REQUIRED',
    'UNIT_NOT_EXACT',
    'EFFECTIVE_IN_FUTURE',
    'PERIOD_FROZEN',
  ],
})
export class AdjustStock {
  @Id() itemId!: string;
  @Id() locationId!: string;
  @Quantity({ sign: 'not_zero' }) quantity!: string;
  @Choice(ADJUSTMENT_REASONS, { description: '`other` needs a note' }) reason!: AdjustmentReason;
  @Unit({ optional: true }) unit?: string;
  @Money({ places: 8, optional: true, description: 'Per `unit`; for an increase only' }) unitCost?: string;
  @Code({ optional: true }) lotNumber?: string;
  @Id({ optional: true, description: 'The movement that this corrects' }) corrects?: string;
  @Text({ max: 2000, lines: true, optional: true }) note?: string;
  @Instant({ optional: true }) effectiveAt?: string;
}
