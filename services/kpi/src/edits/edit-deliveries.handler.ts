import { parse } from '#contracts/declare/validation';
import type { DeliveryEdit, EditDeliveries } from '#contracts/kpi/edit-deliveries';
import { RecordDelivery } from '#contracts/kpi/record-delivery';
import type { UndoDeliveryBatch } from '#contracts/kpi/undo-delivery-batch';
import type { CommandContext } from '#libs/identity';
import type { ServiceParts } from '#libs/runtime';
import { deliveryFacts, deliveryIdOf, orderDeliveriesIdOf } from '../delivery/delivery-facts.provider';
import type { OrderDeliveries } from '../delivery/order-deliveries';
import { streamsOfDeliveries } from '../upload/import-deliveries.handler';
import { deliveryEdits } from './delivery-edits';
import { carryOutEdits, type BatchRequest, type StreamGiven } from './edit-batch.handler';
import { toldBy, type PlacedEdit } from './edit-things';
import { idsNamed } from './place-edits';
import { undoBatchOf } from './undo-batch.handler';

type PlacedDeliveryEdit = PlacedEdit<DeliveryEdit> & { readonly id: string };

const deliveries = {
  input: 'deliveries',
  rules: deliveryEdits,
  placing: deliveryPlacing,
  undoFacts: async (given: StreamGiven<OrderDeliveries>) => ({ ...(await deliveryFacts({}, given)), deliveryId: '' }),
} as const;

export const editDeliveries = ({ edits }: EditDeliveries, context: CommandContext, parts: ServiceParts) =>
  carryOutEdits(deliveries, edits, context, parts);

export const undoDeliveryBatch = ({ batchId }: UndoDeliveryBatch, context: CommandContext, parts: ServiceParts) =>
  undoBatchOf(deliveries, batchId, context, parts);

async function deliveryPlacing(edits: readonly DeliveryEdit[], { context: { tenantId }, parts }: BatchRequest) {
  return {
    streams: await streamsOfDeliveries(idsNamed(edits), tenantId, parts),
    placeNew: (edit: DeliveryEdit, at: number) => {
      const { order, line = null } = parse(RecordDelivery, toldBy(edit));
      const id = deliveryIdOf({ order, line }, tenantId);
      return { stream: orderDeliveriesIdOf({ order }, tenantId), placed: { at, edit, id } };
    },
    placeKnown: (edit: DeliveryEdit, at: number, id: string) => ({ at, edit, id }),
    factsOf: async (placed: readonly PlacedDeliveryEdit[], given: StreamGiven<OrderDeliveries>) => {
      const of = await deliveryFacts({}, given);
      return new Map(placed.map(({ at, id: deliveryId }) => [at, { ...of, deliveryId }]));
    },
  };
}
