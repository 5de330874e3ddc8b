import { Query } from '../declare/contract';
import { Choice, Id } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { COUNT_STATES, type CountStatus } from './count-events';
import { CountRowShown } from './get-count';

@Query({
  subject: 'inventory.list-counts',
  permission: 'inventory.count.read',
  route: 'GET /counts',
  summary: 'List counts',
  answers: CountRowShown,
  list: { sort: ['createdAt', 'updatedAt'], search: true, order: '-createdAt' },
})
export class ListCounts extends ListRequest {
  @Choice(COUNT_STATES, { optional: true }) status?: CountStatus;
  @Id({ optional: true }) locationId?: string;
}
