import { DomainError } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import { MembershipGranted } from '#contracts/auth/membership-events';
import type { OrganizationRole } from '#contracts/roles';
import type { Given } from '#libs/event-sourcing';
import type { UserLimit } from '../organization/organization-limits';
import { placesTaken, type Members, type MembershipEvent } from './members';

export interface Grant {
  readonly organizationId: string;
  readonly accountId: string;
  readonly roles: readonly OrganizationRole[];
  /** Pending when the account existed before: the person decides. */
  readonly status: 'active' | 'pending';
  readonly requestedAs: string | null;
  /** As the administrator typed it: the organisation sees nothing else of the person until they accept. */
  readonly email: string;
  readonly name: string;
}

/** Makes an account a member. A member's roles stay: a repetition changes nothing. */
export function grantMembership(grant: Grant, state: Members, given: Given<UserLimit>): MembershipEvent[] {
  if (state.has(grant.accountId)) return [];
  refuseFull(state, given.facts.limit);
  return [event(MembershipGranted, { ...grant, roles: [...new Set(grant.roles)] })];
}

/** Every new member takes a seat, also by a reactivation. */
export function refuseFull(state: Members, limit: number): void {
  if (placesTaken(state) >= limit)
    throw new DomainError('LIMIT_REACHED', `This organisation may have ${limit} users`, { limit });
}
