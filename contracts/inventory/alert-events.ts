import { Event, type JsonObject } from '../declare/event';
import {
  Balance,
  Choice,
  Code,
  Count,
  Flag,
  Id,
  Instant,
  List,
  LocalDate,
  Nested,
  Quantity,
  Text,
  Unit,
} from '../declare/fields';

/** The most subscriptions of one user in an organisation. */
export const MAX_SUBSCRIPTIONS = 100;
/** The most days before its expiry that a lot is told of. */
export const MAX_EXPIRY_DAYS = 730;
/** The most subscriptions that one event tells. */
export const MAX_TOLD = 500;

export const ALERT_KINDS = ['below_min', 'expiring'] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** Before version 2 the user, as the actor is named, stood under the name of an account. */
const nameUser = ({ accountId, ...data }: JsonObject): JsonObject => ({ ...data, userId: accountId });

const nameUsersTold = (data: JsonObject): JsonObject => ({
  ...data,
  told: (data['told'] as readonly JsonObject[]).map(nameUser),
});

/** A user, or a service account, wants to be told. Its stream is that of the user, in the organisation. */
@Event<StockAlertSubscribed>({
  category: 'inventory.alert_subscriptions',
  version: 2,
  upcast: { 1: nameUser },
  entity: { type: 'stock_alert_subscription', id: 'subscriptionId' },
  implies: { status: 'active' },
  action: 'stock_alert.subscribed',
  summary: 'A user subscribed to stock alerts',
})
export class StockAlertSubscribed {
  static readonly type = 'StockAlertSubscribed';
  @Id() subscriptionId!: string;
  @Id() userId!: string;
  @Id({ nullable: true, description: 'Null with category and location: every item' }) itemId!: string | null;
  @Text({ max: 100, nullable: true }) category!: string | null;
  @Id({ nullable: true, description: 'With everything in it' }) locationId!: string | null;
  @Flag({ description: 'When an item falls to its min' }) belowMin!: boolean;
  @Count({
    min: 0,
    max: MAX_EXPIRY_DAYS,
    nullable: true,
    description: 'When a lot comes within so many days of its expiry',
  })
  expiryDays!: number | null;
}

@Event<StockAlertUnsubscribed>({
  category: 'inventory.alert_subscriptions',
  version: 2,
  upcast: { 1: nameUser },
  entity: { type: 'stock_alert_subscription', id: 'subscriptionId' },
  implies: { status: 'ended' },
  action: 'stock_alert.unsubscribed',
  summary: 'A user ended a subscription to stock alerts',
})
export class StockAlertUnsubscribed {
  static readonly type = 'StockAlertUnsubscribed';
  @Id() subscriptionId!: string;
  @Id() userId!: string;
}

/** One that is told. */
export class ToldSubscription {
  @Id() subscriptionId!: string;
  @Id() userId!: string;
}

/** Told once: everything that a notification says is here. */
@Event<StockAlertRaised>({
  category: 'inventory.stock_alert',
  version: 2,
  upcast: { 1: nameUsersTold },
  entity: { type: 'item', id: 'itemId', label: 'itemNumber' },
  occurrence: true,
  action: 'stock_alert.raised',
  summary: 'Subscribers were told that an item is low or a lot expires',
})
export class StockAlertRaised {
  static readonly type = 'StockAlertRaised';
  @Id({ technical: true }) alertId!: string;
  @Choice(ALERT_KINDS) kind!: AlertKind;
  @Id() itemId!: string;
  @Code() itemNumber!: string;
  @Text({ max: 200 }) itemName!: string;
  @Unit({ description: 'The stock unit' }) unit!: string;
  @Balance({ description: 'On hand: of the item, or of the lot' }) level!: string;
  @Quantity({ sign: 'not_negative', nullable: true, description: 'Of a low item' }) min!: string | null;
  @Code({ nullable: true }) lotNumber!: string | null;
  @LocalDate({ nullable: true, description: 'Of the lot' }) expiresOn!: string | null;
  @Instant({ description: 'As of when' }) asOf!: string;
  @List(Nested(() => ToldSubscription), { min: 1, max: MAX_TOLD }) told!: readonly ToldSubscription[];
}

/** The item is above its min again: the next fall is told anew. */
@Event<StockAlertCleared>({
  category: 'inventory.stock_alert',
  version: 1,
  entity: { type: 'item', id: 'itemId' },
  occurrence: true,
  action: 'stock_alert.cleared',
  summary: 'An item that was low is above its min again',
})
export class StockAlertCleared {
  static readonly type = 'StockAlertCleared';
  @Id() itemId!: string;
  @Balance({ description: 'On hand of the item' }) level!: string;
  @Quantity({ sign: 'not_negative', nullable: true, description: 'Null: it has none any more' }) min!: string | null;
}
