import { Query } from '../declare/contract';
import { Choice } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { Organization } from './get-organization';
import { ORGANIZATION_STATUSES, type OrganizationStatus } from './organization-events';
import { TIERS, type Tier } from './organization-limits';

@Query({
  subject: 'tenancy.list-organizations',
  permission: 'organization.list',
  route: 'GET /organizations',
  summary: 'List all organisations',
  answers: Organization,
  list: { sort: ['createdAt', 'name', 'slug'] },
  platform: true,
})
export class ListOrganizations extends ListRequest {
  @Choice(ORGANIZATION_STATUSES, { optional: true }) status?: OrganizationStatus;
  @Choice(TIERS, { optional: true }) tier?: Tier;
}
