import { event } from '#contracts/declare/event';
import { parse } from '#contracts/declare/validation';
import { CorrectDelivery } from '#contracts/kpi/correct-delivery';
import {
  DeliveryCorrected,
  DeliveryRecorded,
  DeliveryRemoved,
  type DeliveryTerms,
} from '#contracts/kpi/delivery-events';
import { RecordDelivery } from '#contracts/kpi/record-delivery';
import { correctDelivery } from '../delivery/correct-delivery';
import { refuseClosedDelivery, type DeliveryFacts } from '../delivery/delivery-rules';
import {
  deliveryThing,
  orderDeliveries,
  type DeliveryEvent,
  type KeptDelivery,
  type OrderDeliveries,
} from '../delivery/order-deliveries';
import { recordDelivery } from '../delivery/record-delivery';
import { removeDelivery } from '../delivery/remove-delivery';
import type { EditRules } from './edit-things';

export const deliveryEdits: EditRules<
  OrderDeliveries,
  DeliveryEvent,
  DeliveryFacts & { readonly deliveryId: string },
  DeliveryTerms,
  DeliveryTerms
> = {
  noun: 'delivery',
  aggregate: orderDeliveries,
  identityOf: (state, id) => {
    const { order, line } = (state.get(id) as KeptDelivery).place;
    return { order, line };
  },
  thingIn: deliveryThing,
  record: (told, state, given) => recordDelivery(parse(RecordDelivery, told), state, given),
  correct: (deliveryId, told, state, given) =>
    correctDelivery(parse(CorrectDelivery, { ...told, deliveryId }), state, given),
  remove: (deliveryId, state, given) => removeDelivery({ deliveryId }, state, given),
  putBack: ({ id: deliveryId, value, before, batchId }, state, given) => {
    const { place, version } = state.get(deliveryId) as KeptDelivery;
    for (const terms of [value, before]) if (terms) refuseClosedDelivery(terms, given);
    const ofDelivery = { deliveryId, ...place, batchId, version: version + 1 };
    if (!before) return value ? [event(DeliveryRemoved, { ...ofDelivery, before: value })] : [];
    const restored = { ...ofDelivery, terms: before };
    return [value ? event(DeliveryCorrected, { ...restored, before: value }) : event(DeliveryRecorded, restored)];
  },
  madeBy: ({ type, data: { deliveryId: id } }) => ({
    id,
    outcome: type === 'DeliveryRecorded' ? 'created' : type === 'DeliveryRemoved' ? 'removed' : 'changed',
  }),
  shown: (terms) => terms,
};
