import type { HandOverDomain } from '#contracts/tenancy/hand-over-domain';
import type { Given } from '#libs/event-sourcing';
import type { UserFacts } from '../users/user-references';
import { changeDomain } from './change-domain';
import type { DomainEvent, DomainState } from './domain';

/** A domain that is deleted, or is somebody else's by now, stays as it is. */
export function handOverDomain(
  { domainId, fromUserId, toUserId: ownerId }: HandOverDomain,
  state: DomainState,
  given: Given<UserFacts>,
): DomainEvent[] {
  if (state.status !== 'active' || state.details.ownerId !== fromUserId) return [];
  return changeDomain({ domainId, ownerId }, state, given);
}
