import { Command } from '../declare/contract';
import { Id, Money, Quantity, Text } from '../declare/fields';
import type { FieldError } from '../errors';
import { RequestRule } from '../declare/request-rules';
import { TransactionRecorded } from './stock-answers';

const CORRECTED = ['unitCost', 'totalCost', 'quantity', 'exchangeRate'] as const;

/** One thing is corrected at a time, so that what was meant is beyond doubt. */
function oneCorrection(command: CorrectReceipt): FieldError | undefined {
  const [first, second] = CORRECTED.filter((field) => command[field] !== undefined);
  if (first === undefined) {
    return { pointer: '/unitCost', code: 'REQUIRED', message: 'or totalCost, quantity or exchangeRate is needed' };
  }
  if (second === undefined) return undefined;
  return { pointer: `/${second}`, code: 'UNKNOWN', message: `goes without ${first}` };
}

@RequestRule(oneCorrection, { oneOf: CORRECTED.map((field) => ({ required: [field] })) })
@Command({
  subject: 'inventory.correct-receipt',
  permission: 'inventory.movement.reverse',
  route: 'POST /movements/{receivedMovementId}/correct',
  status: 201,
  location: '/movements/{movementIds.1}',
  summary: 'Reverse a receipt and replace it in the same place',
  answers: TransactionRecorded,
  refuses: [
    'NOT_REVERSIBLE',
    'ALREADY_REVERSED',
    'PERIOD_FROZEN',
    'CONFLICT',
    'OVER_RECEIPT',
    'UNIT_NOT_EXACT',
    'INSUFFICIENT_STOCK',
    'LATER_MOMENT_NEGATIVE',
  ],
})
export class CorrectReceipt {
  @Id({ description: 'Of the receipt' }) receivedMovementId!: string;
  @Money({ places: 8, optional: true, description: 'Per unit of the receipt', example: '2.50000000' })
  unitCost?: string;
  @Money({ optional: true, description: 'In total' }) totalCost?: string;
  @Quantity({ optional: true, description: 'In the unit of the receipt' }) quantity?: string;
  @Money({
    places: 8,
    sign: 'positive',
    optional: true,
    description: "The organisation's currency for one of the receipt's, where it has another",
  })
  exchangeRate?: string;
  @Text({ max: 2000, lines: true, optional: true }) note?: string;
}
