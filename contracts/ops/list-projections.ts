import { Query } from '../declare/contract';
import { Name } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { ProjectionStatus } from './get-projection';

@Query({
  subject: 'ops.list-projections',
  permission: 'ops.projection.read',
  route: 'GET /ops/projections',
  summary: 'List the projections and how far they are',
  answers: ProjectionStatus,
  list: { sort: ['name'] },
  platform: true,
})
export class ListProjections extends ListRequest {
  @Name({ optional: true, example: 'inventory' }) service?: string;
}
