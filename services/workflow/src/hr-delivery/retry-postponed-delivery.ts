import { event } from '#contracts/declare/event';
import { HrDeliveryAccepted } from '#contracts/workflow/hr-delivery-events';
import type { Given } from '#libs/event-sourcing';
import type { HrDelivery, HrDeliveryEvent } from './hr-delivery';

/** Its time has come: it is processed again. */
export function retryPostponed(
  { deliveryId }: { readonly deliveryId: string },
  state: HrDelivery,
  { now }: Given,
): HrDeliveryEvent[] {
  const { status, retryAt } = state;
  return status === 'accepted' && retryAt !== null && retryAt <= now ? [acceptedAgain(deliveryId, state)] : [];
}

export function acceptedAgain(deliveryId: string, state: HrDelivery): HrDeliveryEvent {
  const { sourceId, receivedAt, size, reference, round, attempt } = state;
  const call = { deliveryId, sourceId, receivedAt, size, reference, round };
  return event(HrDeliveryAccepted, { ...call, attempt: attempt + 1, former: null });
}
