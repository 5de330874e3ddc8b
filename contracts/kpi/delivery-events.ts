import { Event, type EventOptions } from '../declare/event';
import { Code, Count, Id, Instant, LocalDate, Nested, Quantity, Text } from '../declare/fields';

/** Of one delivery: how often it was recorded, corrected or removed. */
export const MAX_DELIVERY_VERSIONS = 1_000_000_000;

/** The requested date, the promised dates and the delivery itself. */
export class DeliveryTerms {
  @LocalDate({ nullable: true }) requestedOn!: string | null;
  @LocalDate({ example: '2026-03-10' }) firstPromisedOn!: string;
  @LocalDate({ nullable: true, description: 'Null: the promise was never moved' }) lastPromisedOn!: string | null;
  @Instant({ nullable: true, description: 'Null: it is open' }) deliveredAt!: string | null;
  @LocalDate({ nullable: true, description: 'The local date of deliveredAt' }) deliveredOn!: string | null;
  @Quantity({ example: '120.000' }) ordered!: string;
  @Quantity({ nullable: true, example: '120.000', description: 'Null: it is open' }) delivered!: string | null;
  @Text({ max: 300, nullable: true, example: 'Strike at the port', description: 'The reason for a late one' })
  justified!: string | null;
}

/** Order and line of it identify a delivery: they never change. */
class OfDelivery {
  @Id({ description: 'It follows from order and line' }) deliveryId!: string;
  @Code({ example: 'SO-4711' }) order!: string;
  @Code({ nullable: true, example: '10', description: 'Null: the order as a whole' }) line!: string | null;
  @Id({ nullable: true, technical: true, description: 'Of an import, or of edits' }) batchId!: string | null;
  @Count({ min: 1, max: MAX_DELIVERY_VERSIONS, technical: true, description: 'The place of this event among its own' })
  version!: number;
}

const declared = (action: string, summary: string): EventOptions<OfDelivery> => ({
  category: 'kpi.order_deliveries',
  version: 1,
  entity: { type: 'delivery', id: 'deliveryId', label: 'order' },
  action,
  summary,
});

@Event<DeliveryRecorded>(declared('delivery.recorded', 'A delivery was recorded'))
export class DeliveryRecorded extends OfDelivery {
  static readonly type = 'DeliveryRecorded';
  @Nested(() => DeliveryTerms) terms!: DeliveryTerms;
}

@Event<DeliveryCorrected>(declared('delivery.corrected', 'A delivery was corrected'))
export class DeliveryCorrected extends OfDelivery {
  static readonly type = 'DeliveryCorrected';
  @Nested(() => DeliveryTerms) terms!: DeliveryTerms;
  @Nested(() => DeliveryTerms) before!: DeliveryTerms;
}

@Event<DeliveryRemoved>(declared('delivery.removed', 'A delivery was removed'))
export class DeliveryRemoved extends OfDelivery {
  static readonly type = 'DeliveryRemoved';
  @Nested(() => DeliveryTerms) before!: DeliveryTerms;
}
