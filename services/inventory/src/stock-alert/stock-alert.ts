import { evolve } from '#contracts/declare/fold';
import { StockAlertCleared, StockAlertRaised } from '#contracts/inventory/alert-events';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** What has been told of an item. Its stream is named by the item. */
export interface StockAlert {
  /** The subscriptions that were told that it is low, since it was above its min last. */
  readonly low: ReadonlySet<string>;
  /** By lot the subscriptions that were told of its expiry, for good. */
  readonly lots: ReadonlyMap<string, ReadonlySet<string>>;
}

export const stockAlert = aggregate('inventory.stock_alert', (): StockAlert => ({ low: new Set(), lots: new Map() }), [
  evolve(StockAlertRaised, (state, { data: { kind, lotNumber, told } }) => {
    const ids = told.map(({ subscriptionId }) => subscriptionId);
    if (kind === 'below_min' || lotNumber === null) return { ...state, low: new Set([...state.low, ...ids]) };
    const known = state.lots.get(lotNumber) ?? [];
    return { ...state, lots: new Map(state.lots).set(lotNumber, new Set([...known, ...ids])) };
  }),
  evolve(StockAlertCleared, (state) => ({ ...state, low: new Set() })),
]);

export type StockAlertEvent = EventsOf<typeof stockAlert>;
