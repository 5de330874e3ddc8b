import { event } from '#contracts/declare/event';
import { evolve } from '#contracts/declare/fold';
import { PurchaseOrderNumberTaken } from '#contracts/inventory/purchase-order-events';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** How many numbers an organisation's orders have taken. */
export interface OrderNumbers {
  readonly taken: number;
}

const DIGITS = 5;

export const orderNumbers = aggregate(
  'inventory.purchase_order_number',
  (): OrderNumbers => ({ taken: 0 }),
  [evolve(PurchaseOrderNumberTaken, ({ taken }) => ({ taken: taken + 1 }))],
  { snapshot: { version: 1, toJson: (state) => state, fromJson: (json: OrderNumbers) => json } },
);

type OrderNumbersEvent = EventsOf<typeof orderNumbers>;

/** Takes the next number: one for each command, however often it is repeated. */
export function takeOrderNumber(
  { organizationId }: { readonly organizationId: string },
  { taken }: OrderNumbers,
): OrderNumbersEvent[] {
  const number = `PO-${String(taken + 1).padStart(DIGITS, '0')}`;
  return [event(PurchaseOrderNumberTaken, { organizationId, number })];
}
