import { CreateOrganization } from '#contracts/tenancy/create-organization';
import { GetOrganization } from '#contracts/tenancy/get-organization';
import { ListOrganizations } from '#contracts/tenancy/list-organizations';
import { ReactivateOrganization } from '#contracts/tenancy/reactivate-organization';
import { SettleFirstAdministrator } from '#contracts/tenancy/settle-first-administrator';
import { SuspendOrganization } from '#contracts/tenancy/suspend-organization';
import { command, handler, query, type Feature } from '#libs/runtime';
import { CreateOrganizationHandler } from './create-organization.handler';
import { getOrganization, listOrganizations } from './list-organizations.query';
import { organization } from './organization';
import { ReactivateOrganizationHandler, SuspendOrganizationHandler } from './organization-status.handler';
import { organizationProjection } from './organization.projection';
import { settleFirstAdministrator } from './settle-first-administrator';

const reading = { reads: [organizationProjection] };

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
    query(GetOrganization, getOrganization, reading),
    query(ListOrganizations, listOrganizations, reading),
  ],
  projections: [organizationProjection],
};
