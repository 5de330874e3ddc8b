import { CorrectDelivery } from '#contracts/kpi/correct-delivery';
import { GetDelivery } from '#contracts/kpi/get-delivery';
import { ListDeliveries } from '#contracts/kpi/list-deliveries';
import { RecordDelivery } from '#contracts/kpi/record-delivery';
import { RemoveDelivery } from '#contracts/kpi/remove-delivery';
import type { CommandContext } from '#libs/identity';
import { atLeast, atMost } from '#libs/read-models';
import { command, list, type Feature, type ServiceParts } from '#libs/runtime';
import { hasKey } from '../has-key.query';
import { presentVersion } from '../present-version.query';
import { correctDelivery } from './correct-delivery';
import { deliveryFacts, orderDeliveriesIdOf, recordedDeliveryFacts } from './delivery-facts.provider';
import { DeliveryRow } from './delivery.entity';
import { deliveryProjection } from './delivery.projection';
import { isLateDelivery, isOpenDelivery, deliveryShown, streamOfDelivery } from './delivery.query';
import { deliveryIn, orderDeliveries } from './order-deliveries';
import { recordDelivery } from './record-delivery';
import { removeDelivery } from './remove-delivery';

const ofDelivery = {
  on: orderDeliveries,
  id: (
    { deliveryId }: { readonly deliveryId: string },
    given: { readonly context: CommandContext; readonly parts: ServiceParts },
  ) => streamOfDelivery(deliveryId, given),
  facts: deliveryFacts,
};

export const deliveryFeature: Feature = {
  wirings: [
    command(RecordDelivery, {
      on: orderDeliveries,
      id: ({ order }, { context }) => orderDeliveriesIdOf({ order }, context.tenantId),
      facts: recordedDeliveryFacts,
      decide: recordDelivery,
      answer: (_, { events: [first], revision }) => ({ id: first?.data.deliveryId ?? '', revision }),
    }),
    command(CorrectDelivery, {
      ...ofDelivery,
      thing: (state, { deliveryId }) => deliveryIn(state, deliveryId),
      decide: correctDelivery,
    }),
    command(RemoveDelivery, {
      ...ofDelivery,
      thing: (state, { deliveryId }) => deliveryIn(state, deliveryId),
      decide: removeDelivery,
      answer: ({ deliveryId: id }, { revision }) => ({ id, revision }),
    }),
    list(ListDeliveries, {
      entity: DeliveryRow,
      boundBy: presentVersion,
      filters: {
        order: hasKey('orderKey'),
        from: atLeast('firstPromisedOn'),
        to: atMost('firstPromisedOn'),
        open: isOpenDelivery,
        late: isLateDelivery,
      },
      sort: { order: 'orderCode' },
      show: deliveryShown,
      get: { query: GetDelivery, key: 'deliveryId', noun: 'delivery' },
    }),
  ],
  projections: [deliveryProjection],
};
