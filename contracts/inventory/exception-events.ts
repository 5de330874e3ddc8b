import { Event } from '../declare/event';
import { Choice, Code, Id, Text } from '../declare/fields';

export const EXCEPTION_KINDS = [
  'negative_balance',
  'slipped_freeze',
  'failed_posting',
  'movement_before_count',
  'reservation_uncovered',
  'recalled_on_hand',
  'stock_at_inactive_location',
] as const;
export type ExceptionKind = (typeof EXCEPTION_KINDS)[number];

/** Somebody takes an exception as it is. Exceptions themselves follow from the other events. */
@Event<StockExceptionAccepted>({
  category: 'inventory.stock_exception',
  version: 1,
  entity: { type: 'stock_exception', id: 'exceptionId' },
  implies: { accepted: true },
  action: 'stock_exception.accepted',
  summary: 'An exception of the stock was accepted',
})
export class StockExceptionAccepted {
  static readonly type = 'StockExceptionAccepted';
  @Id({ description: 'Derived from its cause' }) exceptionId!: string;
  @Id({ technical: true, description: 'The item, process or location that it was found at' }) watchId!: string;
  @Choice(EXCEPTION_KINDS) kind!: ExceptionKind;
  @Id({ nullable: true }) itemId!: string | null;
  @Id({ nullable: true }) locationId!: string | null;
  @Code({ nullable: true }) lotNumber!: string | null;
  @Text({ max: 2000, lines: true }) reason!: string;
}
