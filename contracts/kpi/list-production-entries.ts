import { Query } from '../declare/contract';
import { Code, Id, LocalDate, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { ProductionEntryDetails } from './get-production-entry';

@Query({
  subject: 'kpi.list-production-entries',
  permission: 'kpi.read',
  route: 'GET /production-entries',
  summary: 'List production entries',
  answers: ProductionEntryDetails,
  list: { sort: ['date', 'createdAt', 'product'], order: '-date' },
})
export class ListProductionEntries extends ListRequest {
  @Id({ optional: true }) lineId?: string;
  @LocalDate({ optional: true, description: 'This business date or later' }) from?: string;
  @LocalDate({ optional: true, description: 'This business date or earlier' }) to?: string;
  @Text({ max: 64, optional: true }) shift?: string;
  @Code({ optional: true, description: 'In any case' }) product?: string;
  @Code({ optional: true }) order?: string;
}
