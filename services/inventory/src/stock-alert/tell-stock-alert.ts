import { event } from '#contracts/declare/event';
import {
  MAX_TOLD,
  StockAlertCleared,
  StockAlertRaised,
  type ToldSubscription,
} from '#contracts/inventory/alert-events';
import type { Given } from '#libs/event-sourcing';
import type { StockAlert, StockAlertEvent } from './stock-alert';

interface AlertedItem {
  readonly itemId: string;
  readonly itemNumber: string;
  readonly itemName: string;
  readonly unit: string;
  /** On hand, in the stock unit: of the item, or of the lot. */
  readonly level: string;
  /** Those that want to know, told already or not. */
  readonly subscriptions: readonly ToldSubscription[];
}

/** An item that is at its min, or below. */
export interface LowItem extends AlertedItem {
  readonly min: string;
}

/** A lot that is near its expiry. */
export interface ExpiringLot extends AlertedItem {
  readonly lotNumber: string;
  readonly expiresOn: string;
}

/** Each subscription is told once, until the item has been above its min. */
export function tellLowItem({ min, ...item }: LowItem, { low }: StockAlert, given: Given): StockAlertEvent[] {
  return raised('below_min', { min, lotNumber: null, expiresOn: null }, item, low, given);
}

/** Each subscription is told once of a lot, whatever becomes of it and of its expiry. */
export function tellExpiringLot(
  { lotNumber, expiresOn, ...item }: ExpiringLot,
  { lots }: StockAlert,
  given: Given,
): StockAlertEvent[] {
  return raised('expiring', { min: null, lotNumber, expiresOn }, item, lots.get(lotNumber), given);
}

/** The item's next fall is told anew. */
export function clearLowItem(
  { itemId, level, min }: { readonly itemId: string; readonly level: string; readonly min: string | null },
  { low }: StockAlert,
): StockAlertEvent[] {
  return low.size === 0 ? [] : [event(StockAlertCleared, { itemId, level, min })];
}

function raised(
  kind: StockAlertRaised['kind'],
  about: Pick<StockAlertRaised, 'min' | 'lotNumber' | 'expiresOn'>,
  { subscriptions, ...item }: AlertedItem,
  before: ReadonlySet<string> = new Set(),
  { newId, now: asOf }: Given,
): StockAlertEvent[] {
  const told = subscriptions.filter(({ subscriptionId }) => !before.has(subscriptionId)).slice(0, MAX_TOLD);
  if (told.length === 0) return [];
  return [event(StockAlertRaised, { alertId: newId('alert'), kind, ...item, ...about, asOf, told })];
}
