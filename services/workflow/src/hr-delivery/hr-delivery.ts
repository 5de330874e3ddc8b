import { evolve } from '#contracts/declare/fold';
import {
  HrDeliveryAccepted,
  HrDeliveryExpired,
  HrDeliveryFailed,
  HrDeliveryPostponed,
  HrDeliveryProcessed,
  HrDeliveryQuarantined,
  HrDeliveryUnreadable,
} from '#contracts/workflow/hr-delivery-events';
import type { DeliveryStatus } from '#contracts/workflow/list-hr-deliveries';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** A call of a source, as decisions see it. Its headers and body are in a table. */
export interface HrDelivery {
  readonly status: 'absent' | DeliveryStatus;
  readonly sourceId: string;
  readonly receivedAt: string;
  readonly size: number;
  readonly reference: string | null;
  /** How many times the same came, more than 30 days apart. */
  readonly round: number;
  readonly attempt: number;
  /** How often the API of the source was asked in vain. */
  readonly tries: number;
  /** When it is asked again. */
  readonly retryAt: string | null;
}

const ABSENT: HrDelivery = {
  status: 'absent',
  sourceId: '',
  receivedAt: '',
  size: 0,
  reference: null,
  round: 0,
  attempt: 0,
  tries: 0,
  retryAt: null,
};

export const hrDelivery = aggregate('workflow.hr_delivery', (): HrDelivery => ABSENT, [
  evolve(HrDeliveryQuarantined, (state, { data: { sourceId, receivedAt, size } }) => ({
    ...state,
    sourceId,
    receivedAt,
    size,
    status: 'quarantined',
  })),
  evolve(HrDeliveryUnreadable, (state, { data: { sourceId, receivedAt, size } }) => ({
    ...state,
    sourceId,
    receivedAt,
    size,
    status: 'unreadable',
  })),
  evolve(HrDeliveryAccepted, (state, { data: { deliveryId: _, former, ...accepted } }) => ({
    ...accepted,
    status: 'accepted',
    // Somebody who retries it begins anew.
    tries: former === null && accepted.round === state.round ? state.tries : 0,
    retryAt: null,
  })),
  evolve(HrDeliveryPostponed, (state, { data: { tries, retryAt } }) => ({ ...state, tries, retryAt })),
  evolve(HrDeliveryProcessed, (state) => ({ ...state, status: 'processed' })),
  evolve(HrDeliveryFailed, (state) => ({ ...state, status: 'failed' })),
  evolve(HrDeliveryExpired, (state) => ({ ...state, status: 'expired' })),
]);

export type HrDeliveryEvent = EventsOf<typeof hrDelivery>;
