import { Query } from '../declare/contract';
import { Code, Id, LocalDate, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { InspectionDetails } from './get-inspection';

@Query({
  subject: 'kpi.list-inspections',
  permission: 'kpi.read',
  route: 'GET /inspections',
  summary: 'List inspections',
  answers: InspectionDetails,
  list: { sort: ['at', 'date', 'createdAt', 'product'], order: '-at' },
})
export class ListInspections extends ListRequest {
  @Id({ optional: true }) lineId?: string;
  @LocalDate({ optional: true, description: 'This business date or later' }) from?: string;
  @LocalDate({ optional: true, description: 'This business date or earlier' }) to?: string;
  @Code({ optional: true, description: 'In any case' }) product?: string;
  @Text({ max: 64, optional: true, description: 'In any case' }) step?: string;
}
