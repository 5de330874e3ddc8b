import { event } from '#contracts/declare/event';
import {
  HrDeliveryAccepted,
  HrDeliveryQuarantined,
  HrDeliveryUnreadable,
  type QuarantineReason,
} from '#contracts/workflow/hr-delivery-events';
import type { HrDelivery, HrDeliveryEvent } from './hr-delivery';

/** A call as it came, apart from its bytes. */
export interface ReceivedCall {
  readonly deliveryId: string;
  readonly sourceId: string;
  readonly receivedAt: string;
  readonly size: number;
}

/** The same within so long is a repetition, and has no effect. */
const REPEATED_WITHIN_MS = 30 * 86_400_000;

/**
 * A good call that can be read. Again after 30 days it counts anew; while it is processed, and has people fetched, they
 * are fetched once more: what the first answer said may be older.
 */
export function acceptDelivery(
  { fetches, ...call }: ReceivedCall & { readonly reference: string | null; readonly fetches: boolean },
  state: HrDelivery,
): HrDeliveryEvent[] {
  const { status, round, attempt, receivedAt } = state;
  if (status === 'absent' || status === 'expired' || isLongAgo(state, call)) {
    return [event(HrDeliveryAccepted, { ...call, round: round + 1, attempt: 1, former: null })];
  }
  if (status !== 'accepted' || !fetches) return [];
  return [event(HrDeliveryAccepted, { ...call, receivedAt, round, attempt: attempt + 1, former: null })];
}

/** A good call that cannot be read. */
export function keepUnreadable(
  { problem, ...call }: ReceivedCall & { readonly problem: string },
  state: HrDelivery,
): HrDeliveryEvent[] {
  if (state.status !== 'absent' && !isLongAgo(state, call)) return [];
  return [event(HrDeliveryUnreadable, { ...call, problem })];
}

/** A call that no secret fits. */
export function quarantineDelivery(
  call: ReceivedCall & { readonly reason: QuarantineReason },
  { status }: HrDelivery,
): HrDeliveryEvent[] {
  return status === 'absent' || status === 'expired' ? [event(HrDeliveryQuarantined, call)] : [];
}

function isLongAgo({ receivedAt: former }: HrDelivery, { receivedAt }: Pick<ReceivedCall, 'receivedAt'>): boolean {
  return Date.parse(receivedAt) - Date.parse(former) > REPEATED_WITHIN_MS;
}
