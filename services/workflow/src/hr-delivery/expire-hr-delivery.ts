import { event } from '#contracts/declare/event';
import { HrDeliveryExpired, RETRIABLE } from '#contracts/workflow/hr-delivery-events';
import type { HrDelivery, HrDeliveryEvent } from './hr-delivery';

/** Its bytes are deleted. One that took effect stays as it is. */
export function expireDelivery(
  { deliveryId }: { readonly deliveryId: string },
  { status, sourceId }: HrDelivery,
): HrDeliveryEvent[] {
  const former = RETRIABLE.find((each) => each === status);
  return former ? [event(HrDeliveryExpired, { deliveryId, sourceId, former })] : [];
}
