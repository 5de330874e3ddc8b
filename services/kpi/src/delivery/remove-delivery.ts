import { event } from '#contracts/declare/event';
import { DeliveryRemoved } from '#contracts/kpi/delivery-events';
import type { RemoveDelivery } from '#contracts/kpi/remove-delivery';
import type { Given } from '#libs/event-sourcing';
import { refuseClosedDelivery, type DeliveryFacts } from './delivery-rules';
import { deliveryNamed, type DeliveryEvent, type OrderDeliveries } from './order-deliveries';

export function removeDelivery(
  { deliveryId }: RemoveDelivery,
  state: OrderDeliveries,
  given: Given<DeliveryFacts>,
): DeliveryEvent[] {
  const { place, terms: before, version } = deliveryNamed(state, deliveryId);
  refuseClosedDelivery(before, given);
  return [event(DeliveryRemoved, { deliveryId, ...place, batchId: null, version: version + 1, before })];
}
