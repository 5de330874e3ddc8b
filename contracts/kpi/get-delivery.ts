import { Query } from '../declare/contract';
import { Code, Id, Instant } from '../declare/fields';
import { DeliveryTerms } from './delivery-events';

export class DeliveryDetails extends DeliveryTerms {
  @Id() id!: string;
  @Code({ example: 'SO-4711' }) order!: string;
  @Code({ nullable: true, example: '10', description: 'Null: the order as a whole' }) line!: string | null;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'kpi.get-delivery',
  permission: 'kpi.read',
  route: 'GET /deliveries/{deliveryId}',
  summary: 'Read a delivery',
  answers: DeliveryDetails,
  etag: true,
})
export class GetDelivery {
  @Id() deliveryId!: string;
}
