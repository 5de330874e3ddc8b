import { DomainError, refuse } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import {
  HrDeliveryAccepted,
  HrDeliveryUnreadable,
  RETRIABLE,
  type QuarantineReason,
  type RetriableStatus,
} from '#contracts/workflow/hr-delivery-events';
import type { RetryHrDelivery } from '#contracts/workflow/retry-hr-delivery';
import type { Given } from '#libs/event-sourcing';
import type { HrDelivery, HrDeliveryEvent } from './hr-delivery';
import { acceptedAgain } from './retry-postponed-delivery';

/** What the kept bytes are worth now. */
export type Reverified =
  | { readonly is: 'gone' }
  | { readonly is: 'refused'; readonly reason: QuarantineReason }
  | { readonly is: 'unreadable'; readonly problem: string }
  | { readonly is: 'good'; readonly reference: string | null };

export function retryDelivery(
  { deliveryId }: RetryHrDelivery,
  { status, ...state }: HrDelivery,
  { facts }: Given<Reverified>,
): HrDeliveryEvent[] {
  if (status === 'absent') throw new DomainError('NOT_FOUND', 'There is no such delivery');
  // Nobody has to wait for an API that is back.
  if (status === 'accepted') return state.retryAt === null ? [] : [acceptedAgain(deliveryId, { status, ...state })];
  if (status === 'expired') refuse('DELIVERY_GONE');
  if (status === 'processed') throw new DomainError('CONFLICT', 'This delivery has taken effect already');
  const { sourceId, receivedAt, size, round, attempt } = state;
  const call = { deliveryId, sourceId, receivedAt, size };
  switch (facts.is) {
    case 'gone':
      return refuse('DELIVERY_GONE');
    case 'refused':
      return refuse(facts.reason === 'timestamp' ? 'TIMESTAMP_REFUSED' : 'SIGNATURE_REFUSED', { reason: facts.reason });
    case 'unreadable':
      if (status === 'unreadable') throw new DomainError('CONFLICT', `This delivery cannot be read: ${facts.problem}`);
      return [event(HrDeliveryUnreadable, { ...call, problem: facts.problem })];
    case 'good':
      return [
        event(HrDeliveryAccepted, {
          ...call,
          reference: facts.reference,
          round: Math.max(1, round),
          attempt: attempt + 1,
          former: isRetriable(status) ? status : null,
        }),
      ];
  }
}

function isRetriable(status: string): status is RetriableStatus {
  return RETRIABLE.some((each) => each === status);
}
