import { stockValueFacts } from '#contracts/inventory/stock-value-facts';
import { ChangeOrganization } from '#contracts/tenancy/change-organization';
import { CreateOrganization } from '#contracts/tenancy/create-organization';
import { PLATFORM } from '#contracts/permissions';
import { GetOrganizationUsage } from '#contracts/tenancy/get-organization-usage';
import { GetOrganization } from '#contracts/tenancy/get-organization';
import { ListOrganizations } from '#contracts/tenancy/list-organizations';
import { organizationTopic } from '#contracts/tenancy/live-topics';
import { ReactivateOrganization } from '#contracts/tenancy/reactivate-organization';
import { SetOrganizationLimits } from '#contracts/tenancy/set-organization-limits';
import { SettleFirstAdministrator } from '#contracts/tenancy/settle-first-administrator';
import { SuspendOrganization } from '#contracts/tenancy/suspend-organization';
import { equals } from '#libs/read-models';
import type { CommandContext } from '#libs/identity';
import { command, list, query, type Feature } from '#libs/runtime';
import { departmentProjection } from '../department/department.projection';
import { domainProjection } from '../domain/domain.projection';
import type { TenancyParts } from '../tenancy.provider';
import { employeeProjection } from '../employee/employee.projection';
import { changeOrganization } from './change-organization';
import { createOrganization } from './create-organization';
import { firstAdministratorSettled, newOrganizationFacts } from './first-administrator.provider';
import { limitsInForce } from './limits-in-force';
import { organization } from './organization';
import { organizationUsage } from './organization-usage.query';
import { publishSecondFactor, publishStatus } from './organization-status.provider';
import { OrganizationRow } from './organization.entity';
import { organizations } from './organizations.entity';
import { organizationProjection } from './organization.projection';
import { reactivateOrganization } from './reactivate-organization';
import { setOrganizationLimits } from './set-organization-limits';
import { settleFirstAdministrator } from './settle-first-administrator';
import { suspendOrganization } from './suspend-organization';

type OfOrganization = { readonly organizationId: string };

/** An organisation is its own tenant. */
const ofOrganization = {
  on: organization,
  id: ({ organizationId }: OfOrganization) => organizationId,
  tenant: ({ organizationId }: OfOrganization) => organizationId,
};

/** In an organisation there is no other one; outside of any, platform administrators reach them all. */
const visibleOrganization = {
  ...ofOrganization,
  tenant: ({ organizationId }: OfOrganization, { context: { tenantId } }: { readonly context: CommandContext }) =>
    tenantId === PLATFORM ? organizationId : tenantId,
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
    command(ChangeOrganization, {
      ...visibleOrganization,
      facts: async ({ currency }, { lookup, id }) =>
        currency === undefined ? undefined : (await lookup.state(stockValueFacts, id, id)).state,
      decide: changeOrganization,
      then: publishSecondFactor,
    }),
    command(SetOrganizationLimits, { ...ofOrganization, decide: setOrganizationLimits }),
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
      show: ({ organizationId, tenantId: _, revision: __, overrides, ...row }, { config }) => ({
        id: organizationId,
        ...row,
        limits: limitsInForce({ tier: row.tier, overrides }, config),
      }),
      get: { query: GetOrganization, key: 'organizationId', noun: 'organisation' },
    }),
    query(GetOrganizationUsage, organizationUsage, {
      reads: [organizationProjection, departmentProjection, domainProjection, employeeProjection],
    }),
  ],
  projections: [organizationProjection],
  directories: [organizations],
  topics: [organizationTopic],
};
