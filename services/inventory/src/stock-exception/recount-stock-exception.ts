import { DomainError } from '#contracts/errors';
import type { RecountStockException } from '#contracts/inventory/recount-stock-exception';
import type { Given } from '#libs/event-sourcing';
import type { StockCount, StockCountEvent } from '../count/count';
import { openCount } from '../count/count-decisions';

/** The item and the location that an exception is about, and the count, if it is about one. */
export interface CountedPlace {
  readonly countId: string | null;
  readonly itemId: string | null;
  readonly locationId: string | null;
}

/** Opens a count of the item there. The exception is gone once that is posted. */
export function recountStockException(
  _command: RecountStockException,
  count: StockCount,
  given: Given<CountedPlace>,
): StockCountEvent[] {
  const { countId, itemId, locationId } = given.facts;
  if (countId === null || itemId === null || locationId === null) {
    throw new DomainError('CONFLICT', 'This exception is not about a count');
  }
  return openCount({ locationId, itemIds: [itemId] }, count, given);
}
