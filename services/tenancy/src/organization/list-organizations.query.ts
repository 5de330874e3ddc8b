import { DomainError } from '#contracts/errors';
import type { Page } from '#contracts/list-request';
import type { GetOrganization, Organization } from '#contracts/tenancy/get-organization';
import type { ListOrganizations } from '#contracts/tenancy/list-organizations';
import { equals, listPage, type ListDeclaration } from '#libs/read-models';
import type { Outcome, QueryGiven } from '#libs/runtime';
import { OrganizationRow } from './organization.entity';

const organizations: ListDeclaration<OrganizationRow> = {
  name: 'organizations',
  entity: OrganizationRow,
  sort: ['createdAt', 'name', 'slug'],
  order: 'createdAt',
  filters: { status: equals('status'), tier: equals('tier') },
};

export async function listOrganizations(query: ListOrganizations, { rows }: QueryGiven): Promise<Page<Organization>> {
  const page = await listPage(rows, organizations, query);
  return { ...page, items: page.items.map(detailsOf) };
}

/** A member sees their own organisation alone: row-level security shows no other. */
export async function getOrganization(
  { organizationId }: GetOrganization,
  { rows }: QueryGiven,
): Promise<Outcome<Organization>> {
  const row = await rows.findOneBy(OrganizationRow, { tenantId: organizationId, organizationId });
  if (!row) throw new DomainError('NOT_FOUND', 'There is no such organisation');
  return { answer: detailsOf(row), etag: String(row.revision) };
}

function detailsOf({ organizationId, tenantId: _, revision: __, ...row }: OrganizationRow): Organization {
  return { id: organizationId, ...row };
}
