import { event } from '#contracts/declare/event';
import { faultAt } from '#contracts/errors';
import type { CorrectDelivery } from '#contracts/kpi/correct-delivery';
import { DeliveryCorrected, type DeliveryTerms } from '#contracts/kpi/delivery-events';
import type { Given } from '#libs/event-sourcing';
import { deliveredOn, refuseClosedDelivery, type DeliveryFacts } from './delivery-rules';
import { deliveryNamed, type DeliveryEvent, type OrderDeliveries } from './order-deliveries';

/** An absent field stays; null removes. */
export function correctDelivery(
  { deliveryId, ...told }: CorrectDelivery,
  state: OrderDeliveries,
  given: Given<DeliveryFacts>,
): DeliveryEvent[] {
  const { place, terms: before, version } = deliveryNamed(state, deliveryId);
  refuseClosedDelivery(before, given);
  const terms = correctedTerms(told, before, given.facts);
  refuseClosedDelivery(terms, given);
  if (FIELDS.every((field) => terms[field] === before[field])) return [];
  return [event(DeliveryCorrected, { deliveryId, ...place, batchId: null, version: version + 1, terms, before })];
}

function correctedTerms(
  told: Omit<CorrectDelivery, 'deliveryId'>,
  before: DeliveryTerms,
  facts: DeliveryFacts,
): DeliveryTerms {
  const deliveredAt = told.deliveredAt === undefined ? before.deliveredAt : told.deliveredAt;
  if (deliveredAt === null && told.delivered !== undefined) {
    throw faultAt('VALIDATION_FAILED', '/delivered', 'must be absent for an open delivery', 'CHOICE');
  }
  const ordered = told.ordered ?? before.ordered;
  return {
    requestedOn: told.requestedOn === undefined ? before.requestedOn : told.requestedOn,
    firstPromisedOn: told.firstPromisedOn ?? before.firstPromisedOn,
    lastPromisedOn: told.lastPromisedOn === undefined ? before.lastPromisedOn : told.lastPromisedOn,
    deliveredAt,
    // The date stands as it was recorded, also where the organisation's zone was changed since.
    deliveredOn: deliveredAt === before.deliveredAt ? before.deliveredOn : deliveredOn(deliveredAt, facts),
    ordered,
    delivered: deliveredAt === null ? null : (told.delivered ?? before.delivered ?? ordered),
    justified: told.justified === undefined ? before.justified : told.justified,
  };
}

const FIELDS = [
  'requestedOn',
  'firstPromisedOn',
  'lastPromisedOn',
  'deliveredAt',
  'ordered',
  'delivered',
  'justified',
] as const satisfies readonly (keyof DeliveryTerms)[];
