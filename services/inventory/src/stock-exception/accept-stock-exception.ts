import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import type { AcceptStockException } from '#contracts/inventory/accept-stock-exception';
import { StockExceptionAccepted } from '#contracts/inventory/exception-events';
import type { Given } from '#libs/event-sourcing';
import type { StockException, StockExceptionEvent } from './stock-exception';

/** The exception as it is listed. */
export type ListedException = Pick<StockExceptionAccepted, 'watchId' | 'kind' | 'itemId' | 'locationId' | 'lotNumber'>;

export function acceptStockException(
  { exceptionId, reason }: AcceptStockException,
  { isAccepted }: StockException,
  { facts: { watchId, kind, itemId, locationId, lotNumber } }: Given<ListedException>,
): StockExceptionEvent[] {
  if (isAccepted) throw new DomainError('CONFLICT', 'This exception is accepted already');
  return [event(StockExceptionAccepted, { exceptionId, watchId, kind, itemId, locationId, lotNumber, reason })];
}
