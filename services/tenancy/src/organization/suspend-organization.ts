import { refuse } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import { OrganizationSuspended } from '#contracts/tenancy/organization-events';
import type { SuspendOrganization } from '#contracts/tenancy/suspend-organization';
import type { OrganizationState, OrganizationEvent } from './organization';

export function suspendOrganization(command: SuspendOrganization, { status }: OrganizationState): OrganizationEvent[] {
  if (status === 'absent') refuse('NOT_FOUND');
  if (status === 'suspended') refuse('CONFLICT', {}, 'The organisation is suspended already');
  const { organizationId, reason = null } = command;
  return [event(OrganizationSuspended, { organizationId, reason })];
}
