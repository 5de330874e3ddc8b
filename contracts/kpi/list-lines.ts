import { Query } from '../declare/contract';
import { Code, Flag, Id, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { LineDetails } from './get-line';

@Query({
  subject: 'kpi.list-lines',
  permission: 'kpi.read',
  route: 'GET /lines',
  summary: 'List production lines',
  answers: LineDetails,
  list: { sort: ['code', 'name', 'area', 'createdAt'], search: true },
})
export class ListLines extends ListRequest {
  @Code({ optional: true, description: 'In any case' }) code?: string;
  @Text({ max: 100, optional: true, description: 'In any case' }) area?: string;
  @Id({ optional: true }) locationId?: string;
  @Flag({ optional: true }) constraint?: boolean;
}
