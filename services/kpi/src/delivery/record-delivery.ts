import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import { DeliveryRecorded, type DeliveryTerms } from '#contracts/kpi/delivery-events';
import type { RecordDelivery } from '#contracts/kpi/record-delivery';
import type { Given } from '#libs/event-sourcing';
import { deliveredOn, refuseClosedDelivery, type DeliveryFacts } from './delivery-rules';
import type { DeliveryEvent, OrderDeliveries } from './order-deliveries';

/** `deliveryId`: it follows from order and line. One that was removed is recorded again under its id. */
export function recordDelivery(
  command: RecordDelivery,
  state: OrderDeliveries,
  given: Given<DeliveryFacts & { readonly deliveryId: string }>,
): DeliveryEvent[] {
  const { order, line = null, firstPromisedOn, ordered, deliveredAt = null } = command;
  const { deliveryId } = given.facts;
  const former = state.get(deliveryId);
  if (former?.terms) refuseSecond(deliveryId, line);
  const terms: DeliveryTerms = {
    requestedOn: command.requestedOn ?? null,
    firstPromisedOn,
    lastPromisedOn: command.lastPromisedOn ?? null,
    deliveredAt,
    deliveredOn: deliveredOn(deliveredAt, given.facts),
    ordered,
    delivered: deliveredAt === null ? null : (command.delivered ?? ordered),
    justified: command.justified ?? null,
  };
  refuseClosedDelivery(terms, given);
  const version = (former?.version ?? 0) + 1;
  return [event(DeliveryRecorded, { deliveryId, order, line, batchId: null, version, terms })];
}

function refuseSecond(deliveryId: string, line: string | null): never {
  const [pointer, message] =
    line === null ? ['/order', 'has a delivery without a line already'] : ['/line', 'has a delivery already'];
  throw new DomainError('DUPLICATE', `${pointer} ${message}`, { deliveryId }, [
    { pointer, code: 'DUPLICATE', message },
  ]);
}
