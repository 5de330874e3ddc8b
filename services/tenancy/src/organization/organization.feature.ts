import { CreateOrganization } from '#contracts/tenancy/create-organization';
import { GetOrganization } from '#contracts/tenancy/get-organization';
import { ListOrganizations } from '#contracts/tenancy/list-organizations';
import { ReactivateOrganization } from '#contracts/tenancy/reactivate-organization';
import { SettleFirstAdministrator } from '#contracts/tenancy/settle-first-administrator';
import { SuspendOrganization } from '#contracts/tenancy/suspend-organization';
import { equals } from '#libs/read-models';
import { command, handler, list, type Feature } from '#libs/runtime';
import { CreateOrganizationHandler } from './create-organization.handler';
import { organization } from './organization';
import { ReactivateOrganizationHandler, SuspendOrganizationHandler } from './organization-status.handler';
import { OrganizationRow } from './organization.entity';
import { organizationProjection } from './organization.projection';
import { settleFirstAdministrator } from './settle-first-administrator';

export const organizationFeature: Feature = {
  wirings: [
    handler(CreateOrganization, CreateOrganizationHandler),
    handler(SuspendOrganization, SuspendOrganizationHandler),
    handler(ReactivateOrganization, ReactivateOrganizationHandler),
    command(SettleFirstAdministrator, {
      on: organization,
      id: ({ organizationId }) => organizationId,
      decide: settleFirstAdministrator,
    }),
    list(ListOrganizations, {
      entity: OrganizationRow,
      filters: { status: equals('status'), tier: equals('tier') },
      show: ({ organizationId, tenantId: _, revision: __, ...row }) => ({ id: organizationId, ...row }),
      get: { query: GetOrganization, key: 'organizationId', noun: 'organisation' },
    }),
  ],
  projections: [organizationProjection],
};
