import { event } from '#contracts/declare/event';
import type { ChangeDomain } from '#contracts/tenancy/change-domain';
import { DomainChanged } from '#contracts/tenancy/domain-events';
import type { Given } from '#libs/event-sourcing';
import { refuseMissing, type DomainEvent, type DomainState } from './domain';
import { membersSet } from './domain-members';
import { refuseUnknownUsers, type UserFacts } from '../users/user-references';

/** An absent field stays. A new owner becomes a member; the former one stays a member while they are a user. */
export function changeDomain(command: ChangeDomain, state: DomainState, given: Given<UserFacts>): DomainEvent[] {
  refuseMissing(state);
  const { details, members } = state;
  const { domainId, name = details.name, ownerId = details.ownerId } = command;
  const description = command.description === undefined ? details.description : command.description;
  if (ownerId !== details.ownerId) refuseUnknownUsers([['/ownerId', ownerId]], given.facts);
  if (name === details.name && description === details.description && ownerId === details.ownerId) return [];
  const changed = event(DomainChanged, { domainId, name, description, ownerId });
  const present = members.filter((id) => given.facts.users.has(id));
  return [changed, ...membersSet(domainId, { members: present, ownerId }, members)];
}
