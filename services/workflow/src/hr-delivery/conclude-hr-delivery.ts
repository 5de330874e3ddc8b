import { event } from '#contracts/declare/event';
import {
  HrDeliveryFailed,
  HrDeliveryPostponed,
  HrDeliveryProcessed,
  type NoticeResult,
} from '#contracts/workflow/hr-delivery-events';
import type { Given } from '#libs/event-sourcing';
import { nextTryAt } from '../hr-fetch/retry-pauses';
import type { HrDelivery, HrDeliveryEvent } from './hr-delivery';

export interface Conclusion {
  readonly deliveryId: string;
  /** Another one may follow meanwhile: then that concludes. */
  readonly attempt: number;
  readonly notices: readonly NoticeResult[];
  /** Of a refusal of the whole; null: each notice has its own. */
  readonly code: string | null;
}

/** Of a person whom the API of the source told nothing about. */
export const SOURCE_UNREACHABLE = 'SOURCE_UNREACHABLE';

/** An API that was out of reach is asked again later, until it was tried often enough. */
export function concludeDelivery(
  { deliveryId, attempt, notices, code }: Conclusion,
  { status, sourceId, receivedAt, ...state }: HrDelivery,
  { now }: Given,
): HrDeliveryEvent[] {
  if (status !== 'accepted' || state.attempt !== attempt) return [];
  const told = { deliveryId, sourceId, receivedAt, attempt, notices };
  const tries = state.tries + 1;
  const retryAt = notices.some((notice) => notice.code === SOURCE_UNREACHABLE) ? nextTryAt(tries, now) : null;
  if (retryAt !== null) return [event(HrDeliveryPostponed, { ...told, tries, retryAt })];
  const refusal = code ?? notices.find(({ outcome }) => outcome === 'failed')?.code ?? null;
  return [refusal === null ? event(HrDeliveryProcessed, told) : event(HrDeliveryFailed, { ...told, code: refusal })];
}
