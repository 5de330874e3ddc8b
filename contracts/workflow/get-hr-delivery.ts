import { Query } from '../declare/contract';
import { Choice, Flag, Id, List, Text } from '../declare/fields';
import { HrDelivery } from './list-hr-deliveries';
import { DELIVERY_HEADERS, type DeliveryHeaderName } from './receive-hr-delivery';

/** The longest part of a body that is shown, in characters. */
export const MAX_BODY_SHOWN = 65_536;

export class HrDeliveryDetails extends HrDelivery {
  @List(Choice(DELIVERY_HEADERS), {
    max: DELIVERY_HEADERS.length,
    description: 'The headers that it came with, by name',
  })
  headers!: readonly DeliveryHeaderName[];
  @Text({ min: 0, max: MAX_BODY_SHOWN, nullable: true, lines: true, description: 'Kept for 30 days' })
  body!: string | null;
  @Flag({ description: 'The body is longer than what is shown' }) isCut!: boolean;
}

@Query({
  subject: 'workflow.get-hr-delivery',
  permission: 'workflow.source.read',
  route: 'GET /webhook-deliveries/{deliveryId}',
  summary: 'Read a call of a source of HR events, with its body',
  answers: HrDeliveryDetails,
  discloses: 'personal',
  refuses: ['READ_MODEL_FILLING'],
})
export class GetHrDelivery {
  @Id() deliveryId!: string;
}
