import type { SetDomainMembers } from '#contracts/tenancy/set-domain-members';
import type { Given } from '#libs/event-sourcing';
import { refuseMissing, type DomainEvent, type DomainState } from './domain';
import { membersSet } from './domain-members';
import { refuseUnknownUsers, type UserFacts } from '../users/user-references';

/** The whole set; the owner is a member without being named, also one who is no user any more. */
export function setDomainMembers(
  { domainId, members }: SetDomainMembers,
  state: DomainState,
  given: Given<UserFacts>,
): DomainEvent[] {
  refuseMissing(state);
  const { ownerId } = state.details;
  const named = members.map((id, index) => [`/members/${index}`, id] as const);
  refuseUnknownUsers(
    named.filter(([, id]) => id !== ownerId),
    given.facts,
  );
  return membersSet(domainId, { members, ownerId }, state.members);
}
