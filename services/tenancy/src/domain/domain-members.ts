import { DomainError } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import { DomainMembersSet, MAX_DOMAIN_MEMBERS } from '#contracts/tenancy/domain-events';
import type { DomainEvent } from './domain';

/**
 * The event that sets these members and the owner; none where they are the present ones.
 * @throws DomainError `LIMIT_REACHED`
 */
export function membersSet(
  domainId: string,
  wanted: { readonly members: readonly string[]; readonly ownerId: string },
  present: readonly string[],
): DomainEvent[] {
  const members = [...new Set([...wanted.members, wanted.ownerId])].toSorted();
  if (members.length > MAX_DOMAIN_MEMBERS) {
    throw new DomainError('LIMIT_REACHED', undefined, { limit: MAX_DOMAIN_MEMBERS });
  }
  if (members.length === present.length && members.every((id) => present.includes(id))) return [];
  return [event(DomainMembersSet, { domainId, members })];
}
