import { ApplyAccess } from '#contracts/auth/apply-access';
import { ApplyAssignments } from '#contracts/auth/apply-assignments';
import { ApplyOrganizationQuota } from '#contracts/auth/apply-organization-quota';
import { ApplyOrganizationStatus } from '#contracts/auth/apply-organization-status';
import type { CommandContext } from '#libs/identity';
import { handler, type Feature } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { organizationQuotaReactor } from '../organization/organization-quota.reactor';
import { organizationStatusReactor } from '../organization/organization-status.reactor';
import { accessReactor } from './access.reactor';
import { domainAssignmentsReactor } from './domain-assignments.reactor';

async function applyAccess({ of, id }: ApplyAccess, { tenantId }: CommandContext, { access }: AuthParts) {
  const revision = await (of === 'second_factor'
    ? access.secondFactor(id)
    : of === 'account' || of === 'roles'
      ? access[of](id)
      : access[of](tenantId, id));
  return { answer: { id, revision } };
}

async function applyOrganizationStatus(
  { organizationId: id }: ApplyOrganizationStatus,
  _context: CommandContext,
  { access }: AuthParts,
) {
  return { answer: { id, revision: await access.organization(id) } };
}

async function applyAssignments(
  { domainId: id }: ApplyAssignments,
  { tenantId }: CommandContext,
  { access }: AuthParts,
) {
  return { answer: { id, revision: await access.domain(tenantId, id) } };
}

async function applyOrganizationQuota(
  { organizationId: id }: ApplyOrganizationQuota,
  _context: CommandContext,
  { access }: AuthParts,
) {
  return { answer: { id, revision: await access.quota(id) } };
}

/** Publishes to gateways and services that access has ended, assignments, and the quotas of organisations. */
export const accessFeature: Feature<AuthParts> = {
  wirings: [
    handler(ApplyAccess, applyAccess),
    handler(ApplyOrganizationStatus, applyOrganizationStatus),
    handler(ApplyAssignments, applyAssignments),
    handler(ApplyOrganizationQuota, applyOrganizationQuota),
  ],
  reactors: [organizationStatusReactor, organizationQuotaReactor, accessReactor, domainAssignmentsReactor],
};
