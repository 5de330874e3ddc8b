import { ApplyAccess } from '#contracts/auth/apply-access';
import { ApplyAssignments } from '#contracts/auth/apply-assignments';
import { ApplyOrganizationStatus } from '#contracts/auth/apply-organization-status';
import type { CommandContext } from '#libs/identity';
import { handler, type Feature } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
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

/** Publishes to gateways and services that access has ended. */
export const accessFeature: Feature<AuthParts> = {
  wirings: [
    handler(ApplyAccess, applyAccess),
    handler(ApplyOrganizationStatus, applyOrganizationStatus),
    handler(ApplyAssignments, applyAssignments),
  ],
  reactors: [organizationStatusReactor, accessReactor, domainAssignmentsReactor],
};
