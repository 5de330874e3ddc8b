import { Query } from '../declare/contract';
import { Code, Flag, Instant } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { WipJobDetails } from './get-wip-job';

@Query({
  subject: 'kpi.list-wip-jobs',
  permission: 'kpi.read',
  route: 'GET /wip',
  summary: 'List jobs in progress and ended ones',
  answers: WipJobDetails,
  list: { sort: ['startedAt', 'job', 'createdAt'], order: '-startedAt' },
})
export class ListWipJobs extends ListRequest {
  @Code({ optional: true, description: 'In any case' }) job?: string;
  @Code({ optional: true, description: 'In any case' }) product?: string;
  @Flag({ optional: true, description: 'True: those that have not ended' }) open?: boolean;
  @Flag({ optional: true, description: 'True: those with a hold that goes on' }) onHold?: boolean;
  @Instant({ optional: true, description: 'Started then or later' }) from?: string;
  @Instant({ optional: true, description: 'Started then or earlier' }) to?: string;
}
