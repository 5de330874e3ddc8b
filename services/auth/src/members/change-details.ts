import { DomainError, refuse } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import { MembershipDetailsChanged } from '#contracts/auth/membership-events';
import type { ChangeUser } from '#contracts/auth/change-user';
import type { Given } from '#libs/event-sourcing';
import { presentMember, type Members, type MembershipEvent } from './members';

export interface AccountDetails {
  readonly membershipId: string;
  readonly email: string;
  readonly name: string;
  /** The revision of the account that they are from. */
  readonly accountRevision: number;
  /** The person has made the account theirs; see `isPossessed`. */
  readonly isPossessed: boolean;
}

/**
 * Brings an account's details into a membership that the person has accepted. A password that somebody else set proves
 * nothing about a person who has made the account theirs: for such a one the organisation keeps to the details that it
 * typed, until the person comes by means of their own.
 */
export function applyDetails(
  { isPossessed, ...details }: AccountDetails,
  state: Members,
  { tenantId: organizationId }: Given,
): MembershipEvent[] {
  const member = presentMember(state, details.membershipId);
  if (!member || member.acceptedBy === null || (member.acceptedBy === 'password' && isPossessed)) return [];
  if (member.accountRevision !== null && details.accountRevision <= member.accountRevision) return [];
  if (member.email === details.email && member.name === details.name) return [];
  return [event(MembershipDetailsChanged, { ...details, organizationId })];
}

/**
 * The organisation's own part of a change: the name that it typed, until the person has accepted. Afterwards name and
 * address are the account's, which only `super_admin` changes beside the person.
 */
export function changePendingUser(
  { userId: membershipId, email, name }: ChangeUser,
  state: Members,
  given: Given<{ readonly isSuperAdmin: boolean }>,
): MembershipEvent[] {
  const member = presentMember(state, membershipId);
  if (!member) throw new DomainError('NOT_FOUND', 'There is no such user');
  if (member.acceptedBy !== null) {
    if (!given.facts.isSuperAdmin) refuse('FORBIDDEN', {}, 'Name and address are changed by the person');
    return [];
  }
  if (email !== undefined && email !== member.email) {
    refuse('CONFLICT', {}, 'The user has not accepted yet: remove them, and invite the other address');
  }
  if (name === undefined || name === member.name || member.email === null) return [];
  const details = { email: member.email, name, accountRevision: null };
  return [event(MembershipDetailsChanged, { membershipId, organizationId: given.tenantId, ...details })];
}
