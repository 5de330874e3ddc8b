import { evolve } from '#contracts/declare/fold';
import {
  DeliveryCorrected,
  DeliveryRecorded,
  DeliveryRemoved,
  type DeliveryTerms,
} from '#contracts/kpi/delivery-events';
import { DomainError } from '#contracts/errors';
import { aggregate, type EventsOf, type Thing } from '#libs/event-sourcing';
import { editedThing, type BatchChange, type EditedThing } from '../edits/batch-changes';

/** The fields that identify a delivery. */
export type DeliveryPlace = Pick<DeliveryRecorded, 'order' | 'line'>;

export interface KeptDelivery {
  readonly place: DeliveryPlace;
  /** Null: it was removed. */
  readonly terms: DeliveryTerms | null;
  /** Of the last event about it: what was there before it, and its batch. */
  readonly before: DeliveryTerms | null;
  readonly batchId: string | null;
  readonly changes: readonly BatchChange<DeliveryTerms>[];
  /** The number of its events. */
  readonly version: number;
  /** The revision of the last event about it. */
  readonly revision: number;
}

/** By their ids. Those of orders with neighbouring numbers are one stream. */
export type OrderDeliveries = Map<string, KeptDelivery>;

type OfDelivery = Omit<DeliveryRecorded, 'terms'>;

export const orderDeliveries = aggregate(
  'kpi.order_deliveries',
  (): OrderDeliveries => new Map(),
  [
    evolve(DeliveryRecorded, (state, { data, revision }) => kept(state, data, data.terms, revision)),
    evolve(DeliveryCorrected, (state, { data, revision }) => kept(state, data, data.terms, revision)),
    evolve(DeliveryRemoved, (state, { data, revision }) => kept(state, data, null, revision)),
  ],
  { mutates: true, bytes: ({ size }) => 200 + 1_200 * size, copy: (state) => new Map(state) },
);

function kept(
  state: OrderDeliveries,
  { deliveryId, order, line, batchId, version }: OfDelivery,
  terms: DeliveryTerms | null,
  revision: number,
): OrderDeliveries {
  const former = deliveryThing(state, deliveryId);
  const { changes } = editedThing(former, { batchId, value: terms });
  const before = former?.value ?? null;
  return state.set(deliveryId, { place: { order, line }, terms, before, batchId, changes, version, revision });
}

export function deliveryThing(state: OrderDeliveries, deliveryId: string): EditedThing<DeliveryTerms> | undefined {
  const delivery = state.get(deliveryId);
  return delivery && { ...delivery, value: delivery.terms };
}

/** A delivery as a part of the stream. */
export function deliveryIn(state: OrderDeliveries, deliveryId: string): Thing | undefined {
  const delivery = state.get(deliveryId);
  return delivery?.terms ? { id: deliveryId, revision: delivery.revision } : undefined;
}

/**
 * A delivery that was not removed.
 * @throws DomainError `NOT_FOUND`
 */
export function deliveryNamed(
  state: OrderDeliveries,
  deliveryId: string,
): KeptDelivery & { readonly terms: DeliveryTerms } {
  const delivery = state.get(deliveryId);
  if (!delivery?.terms) throw new DomainError('NOT_FOUND', 'There is no such delivery');
  return { ...delivery, terms: delivery.terms };
}

export type DeliveryEvent = EventsOf<typeof orderDeliveries>;
