import { Query } from '../declare/contract';
import { Code, Flag, LocalDate } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { DeliveryDetails } from './get-delivery';

@Query({
  subject: 'kpi.list-deliveries',
  permission: 'kpi.read',
  route: 'GET /deliveries',
  summary: 'List deliveries',
  answers: DeliveryDetails,
  list: { sort: ['firstPromisedOn', 'deliveredAt', 'createdAt', 'order'], order: '-firstPromisedOn' },
})
export class ListDeliveries extends ListRequest {
  @Code({ optional: true, description: 'In any case' }) order?: string;
  @LocalDate({ optional: true, description: 'First promised for this date or later' }) from?: string;
  @LocalDate({ optional: true, description: 'First promised for this date or earlier' }) to?: string;
  @Flag({ optional: true, description: 'True: those that were not delivered' }) open?: boolean;
  @Flag({ optional: true, description: 'True: delivered after the first promise, or open and past it' }) late?: boolean;
}
