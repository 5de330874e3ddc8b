import { OrganizationEntered } from '#contracts/auth/account-events';
import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import type { Account, AccountEvent } from './account';

/** A person of the platform goes into an organisation with their roles in the platform. */
export function enterOrganization(
  entry: { readonly accountId: string; readonly organizationId: string; readonly sessionId: string },
  { platformRoles }: Account,
): AccountEvent[] {
  if (platformRoles.length === 0) throw new DomainError('FORBIDDEN', 'You have no role in the platform');
  return [event(OrganizationEntered, { ...entry, roles: platformRoles })];
}
