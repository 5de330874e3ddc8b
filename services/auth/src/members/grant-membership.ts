import { DomainError } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import { MembershipGranted } from '#contracts/auth/membership-events';
import type { ProvisionFirstAdministrator } from '#contracts/auth/provision-first-administrator';
import type { Given } from '#libs/event-sourcing';
import { accountEmail } from '../account/account-email';
import type { UserLimit } from '../organization/organization-limits';
import { invitationTo } from './invitation';
import { placesTaken, type Members, type MembershipEvent } from './members';

export interface Grant {
  readonly membershipId: string;
  readonly roles: readonly string[];
  readonly email: string;
  readonly name: string;
  readonly passwordId: string | null;
}

/**
 * Makes a person a member, pending until they accept or sign in first. It looks at this organisation alone: nothing
 * depends on whether the address has an account. An invitation goes out with it, also where a password was set. A
 * repetition under the same id changes nothing.
 */
export function grantMembership(grant: Grant, state: Members, given: Given<UserLimit>): MembershipEvent[] {
  if (state.has(grant.membershipId)) return [];
  refuseTaken(state, grant.email);
  refuseFull(state, given.facts.limit);
  return [
    event(MembershipGranted, { ...grant, organizationId: given.tenantId, roles: [...new Set(grant.roles)] }),
    invitationTo(grant.membershipId, given),
  ];
}

/** The first administrator that tenancy named. */
export function provisionFirstAdministrator(
  { organizationId: _, ...named }: ProvisionFirstAdministrator,
  state: Members,
  given: Given<UserLimit>,
): MembershipEvent[] {
  return grantMembership({ ...named, roles: ['admin'] }, state, given);
}

function refuseTaken(state: Members, email: string): void {
  const address = accountEmail(email);
  for (const member of state.values()) {
    if (member.email === null || accountEmail(member.email) !== address) continue;
    const fault = { pointer: '/email', code: 'DUPLICATE', message: 'is the address of a user already' };
    throw new DomainError('DUPLICATE', '/email is the address of a user already', {}, [fault]);
  }
}

/** Every new member takes a seat, also by a reactivation. */
export function refuseFull(state: Members, limit: number): void {
  if (placesTaken(state) >= limit)
    throw new DomainError('LIMIT_REACHED', `This organisation may have ${limit} users`, { limit });
}
