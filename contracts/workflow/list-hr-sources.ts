import { Query } from '../declare/contract';
import { Choice } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { HrSource } from './get-hr-source';
import { HR_SOURCE_KINDS, type HrSourceKind } from './hr-source-events';

@Query({
  subject: 'workflow.list-hr-sources',
  permission: 'workflow.source.read',
  route: 'GET /webhook-sources',
  summary: 'List the sources of HR events, with their health',
  answers: HrSource,
  list: { sort: ['createdAt', 'slug', 'name'] },
})
export class ListHrSources extends ListRequest {
  @Choice(HR_SOURCE_KINDS, { optional: true }) kind?: HrSourceKind;
}
