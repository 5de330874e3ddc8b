import { evolve } from '#contracts/declare/fold';
import { StockAlertSubscribed, StockAlertUnsubscribed } from '#contracts/inventory/alert-events';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** The subscriptions of one user in an organisation, by id. Its stream is named by the user. */
export interface AlertSubscriptions {
  readonly userId: string | null;
  readonly ids: readonly string[];
}

export const alertSubscriptions = aggregate(
  'inventory.alert_subscriptions',
  (): AlertSubscriptions => ({ userId: null, ids: [] }),
  [
    evolve(StockAlertSubscribed, ({ ids }, { data: { subscriptionId, userId } }) => ({
      userId,
      ids: [...ids, subscriptionId],
    })),
    evolve(StockAlertUnsubscribed, (state, { data: { subscriptionId } }) => ({
      ...state,
      ids: state.ids.filter((id) => id !== subscriptionId),
    })),
  ],
);

export type AlertSubscriptionEvent = EventsOf<typeof alertSubscriptions>;
