import { CreateOrganization } from '#contracts/tenancy/create-organization';
import { GetOrganization } from '#contracts/tenancy/get-organization';
import { ListOrganizations } from '#contracts/tenancy/list-organizations';
import { organizationTopic } from '#contracts/tenancy/live-topics';
import { ReactivateOrganization } from '#contracts/tenancy/reactivate-organization';
import { SettleFirstAdministrator } from '#contracts/tenancy/settle-first-administrator';
import { SuspendOrganization } from '#contracts/tenancy/suspend-organization';
import { equals } from '#libs/read-models';
import { command, list, type Feature } from '#libs/runtime';
import type { TenancyParts } from '../tenancy.provider';
import { createOrganization } from './create-organization';
import { firstAdministratorSettled, newOrganizationFacts } from './first-administrator.provider';
import { organization } from './organization';
import { publishStatus } from './organization-status.provider';
import { OrganizationRow } from './organization.entity';
import { organizationProjection } from './organization.projection';
import { reactivateOrganization } from './reactivate-organization';
import { settleFirstAdministrator } from './settle-first-administrator';
import { suspendOrganization } from './suspend-organization';

type OfOrganization = { readonly organizationId: string };

/** An organisation is its own tenant. */
const ofOrganization = {
  on: organization,
  id: ({ organizationId }: OfOrganization) => organizationId,
  tenant: ({ organizationId }: OfOrganization) => organizationId,
};

export const organizationFeature: Feature<TenancyParts> = {
  wirings: [
    command(CreateOrganization, {
      on: organization,
      id: (_, { newId }) => newId('organization'),
      tenant: (_, { newId }) => newId('organization'),
      facts: newOrganizationFacts,
      limits: ({ facts }) => ({ organizations: facts.organizationLimit }),
      decide: createOrganization,
      then: firstAdministratorSettled,
    }),
    command(SuspendOrganization, { ...ofOrganization, decide: suspendOrganization, then: publishStatus }),
    command(ReactivateOrganization, { ...ofOrganization, decide: reactivateOrganization, then: publishStatus }),
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
  topics: [organizationTopic],
};
