import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import { OrganizationLimitsSet } from '#contracts/tenancy/organization-events';
import type { LimitOverrides } from '#contracts/tenancy/organization-limits';
import type { SetOrganizationLimits } from '#contracts/tenancy/set-organization-limits';
import type { OrganizationEvent, OrganizationState } from './organization';

/** An absent limit stays as it is; null takes it back. */
export function setOrganizationLimits(
  command: SetOrganizationLimits,
  { status, overrides }: OrganizationState,
): OrganizationEvent[] {
  if (status === 'absent') throw new DomainError('NOT_FOUND', 'There is no such organisation');
  const limit = (name: keyof LimitOverrides) => (command[name] === undefined ? overrides[name] : command[name]);
  const limits = {
    employees: limit('employees'),
    users: limit('users'),
    requestsPerMinute: limit('requestsPerMinute'),
  };
  if (LIMITS.every((name) => limits[name] === overrides[name])) return [];
  return [event(OrganizationLimitsSet, { organizationId: command.organizationId, limits })];
}

const LIMITS = ['employees', 'users', 'requestsPerMinute'] as const;
