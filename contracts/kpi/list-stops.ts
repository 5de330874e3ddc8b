import { Query } from '../declare/contract';
import { Flag, Id, LocalDate } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { StopDetails } from './get-stop';

@Query({
  subject: 'kpi.list-stops',
  permission: 'kpi.read',
  route: 'GET /downtimes',
  summary: 'List the stops of lines',
  answers: StopDetails,
  list: { sort: ['from', 'date', 'createdAt'], order: '-from' },
})
export class ListStops extends ListRequest {
  @Id({ optional: true }) lineId?: string;
  @LocalDate({ optional: true, description: 'This business date or later' }) from?: string;
  @LocalDate({ optional: true, description: 'This business date or earlier' }) to?: string;
  @Flag({ optional: true, description: 'True: those that have not ended' }) open?: boolean;
  @Flag({ optional: true, description: 'True: those without a reason' }) unlabelled?: boolean;
}
