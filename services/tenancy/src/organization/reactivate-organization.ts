import { refuse } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import { OrganizationReactivated } from '#contracts/tenancy/organization-events';
import type { ReactivateOrganization } from '#contracts/tenancy/reactivate-organization';
import type { OrganizationState, OrganizationEvent } from './organization';

export function reactivateOrganization(
  command: ReactivateOrganization,
  { status }: OrganizationState,
): OrganizationEvent[] {
  if (status === 'absent') refuse('NOT_FOUND');
  if (status === 'active') refuse('CONFLICT', {}, 'The organisation is active');
  const { organizationId, reason = null } = command;
  return [event(OrganizationReactivated, { organizationId, reason })];
}
