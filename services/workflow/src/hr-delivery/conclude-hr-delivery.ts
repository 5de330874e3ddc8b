import { event } from '#contracts/declare/event';
import { HrDeliveryFailed, HrDeliveryProcessed, type NoticeResult } from '#contracts/workflow/hr-delivery-events';
import type { HrDelivery, HrDeliveryEvent } from './hr-delivery';

export interface Conclusion {
  readonly deliveryId: string;
  /** Another one may follow meanwhile: then that concludes. */
  readonly attempt: number;
  readonly notices: readonly NoticeResult[];
  /** Of a refusal of the whole; null: each notice has its own. */
  readonly code: string | null;
}

export function concludeDelivery(
  { deliveryId, attempt, notices, code }: Conclusion,
  { status, sourceId, receivedAt, ...state }: HrDelivery,
): HrDeliveryEvent[] {
  if (status !== 'accepted' || state.attempt !== attempt) return [];
  const told = { deliveryId, sourceId, receivedAt, attempt, notices };
  const refusal = code ?? notices.find(({ outcome }) => outcome === 'failed')?.code ?? null;
  return [refusal === null ? event(HrDeliveryProcessed, told) : event(HrDeliveryFailed, { ...told, code: refusal })];
}
