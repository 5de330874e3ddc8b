import type { DomainEvent, DomainState } from './domain';
import { membersSet } from './domain-members';

export interface LeaveDomain {
  readonly domainId: string;
  readonly membershipId: string;
}

/** The owner stays a member until the domain has another owner. */
export function leaveDomain({ domainId, membershipId }: LeaveDomain, state: DomainState): DomainEvent[] {
  const { status, members, details } = state;
  if (status !== 'active') return [];
  const left = members.filter((id) => id !== membershipId);
  return membersSet(domainId, { members: left, ownerId: details.ownerId }, members);
}
