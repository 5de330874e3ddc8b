import { event } from '#contracts/declare/event';
import { faultAt, type DomainError } from '#contracts/errors';
import { DeliveryCorrected, DeliveryRemoved } from '#contracts/kpi/delivery-events';
import type { ImportedDelivery } from '#contracts/kpi/import-deliveries';
import { correctDelivery } from '../delivery/correct-delivery';
import { refuseClosedDelivery, type DeliveryFacts } from '../delivery/delivery-rules';
import { deliveryNamed, type DeliveryEvent, type OrderDeliveries } from '../delivery/order-deliveries';
import { recordDelivery } from '../delivery/record-delivery';
import { inBatch } from './in-batch';
import { refuseRepeated } from './refused-rows';
import type { ThingRow, ThingRules, UndoRules } from './thing-rows';

export type NamedDelivery = ThingRow<ImportedDelivery>;

export function deliveryRows(
  importId: string,
): ThingRules<ImportedDelivery, NamedDelivery, OrderDeliveries, DeliveryEvent, DeliveryFacts> {
  return {
    isPresent: (state, id) => Boolean(state.get(id)?.terms),
    record: ({ row, id: deliveryId }, state, given) => {
      const { firstPromisedOn, ordered, ...told } = row;
      if (firstPromisedOn === undefined) throw required('firstPromisedOn');
      if (ordered === undefined) throw required('ordered');
      if (told.delivered !== undefined && told.deliveredAt === undefined) {
        throw faultAt('VALIDATION_FAILED', '/delivered', 'must be empty without deliveredAt', 'CHOICE');
      }
      const facts = { ...given.facts, deliveryId };
      return inBatch(importId, recordDelivery({ ...told, firstPromisedOn, ordered }, state, { ...given, facts }));
    },
    correct: ({ row, id: deliveryId }, state, given) => {
      const { order: _, line: __, ...told } = row;
      const made = correctDelivery({ deliveryId, ...told }, state, given);
      if (made.length > 0 && state.get(deliveryId)?.batchId === importId) refuseRepeated();
      return inBatch(importId, made);
    },
    madeBy: (made) => ({
      id: made.data.deliveryId,
      before: 'before' in made.data ? made.data.before : null,
      after: 'terms' in made.data ? made.data.terms : null,
    }),
  };
}

export const deliveryUndo: UndoRules<OrderDeliveries, DeliveryEvent, DeliveryFacts> = {
  noun: 'delivery',
  leftBy: ({ importId }, { id }, state) => ({
    isThere: Boolean(state.get(id)?.terms),
    isOurs: state.get(id)?.batchId === importId,
  }),
  putBack: ({ undoId: batchId }, { id: deliveryId }, state, given) => {
    const { place, terms, before, version } = deliveryNamed(state, deliveryId);
    refuseClosedDelivery(terms, given);
    if (before) refuseClosedDelivery(before, given);
    const ofDelivery = { deliveryId, ...place, batchId, version: version + 1 };
    return before
      ? event(DeliveryCorrected, { ...ofDelivery, terms: before, before: terms })
      : event(DeliveryRemoved, { ...ofDelivery, before: terms });
  },
};

function required(field: string): DomainError {
  return faultAt('VALIDATION_FAILED', `/${field}`, 'is required for a new delivery', 'REQUIRED');
}
