import { evolve } from '#contracts/declare/fold';
import { StockExceptionAccepted } from '#contracts/inventory/exception-events';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** An exception as people act on it. That it holds follows from the stock's own events. */
export interface StockException {
  readonly isAccepted: boolean;
}

export const stockException = aggregate('inventory.stock_exception', (): StockException => ({ isAccepted: false }), [
  evolve(StockExceptionAccepted, (): StockException => ({ isAccepted: true })),
]);

export type StockExceptionEvent = EventsOf<typeof stockException>;
