import { IdentityLinked, IdentityUnlinked } from '#contracts/auth/membership-events';
import { event } from '#contracts/declare/event';
import { DomainError, refuse } from '#contracts/errors';
import type { Given } from '#libs/event-sourcing';
import { acceptMembership } from '../members/accept-membership';
import {
  holderOf,
  invitedBy,
  presentMember,
  type Identity,
  type Members,
  type MembershipEvent,
} from '../members/members';

export interface LinkedIdentity {
  readonly membershipId: string;
  readonly accountId: string;
  readonly identity: Identity;
}

/** The person of an active membership links an identity; one that was linked before is replaced. */
export function linkIdentity(linked: LinkedIdentity, state: Members, given: Given): MembershipEvent[] {
  const member = presentMember(state, linked.membershipId);
  if (member?.status !== 'active' || member.accountId !== linked.accountId) return refuse('SESSION_ENDED');
  return link(linked, state, given);
}

/** An invited person accepts by an identity: one decision, so that of several who use the link one is a member. */
export function acceptByIdentity(
  { invitationId, ...linked }: LinkedIdentity & { readonly invitationId: string },
  state: Members,
  given: Given,
): MembershipEvent[] {
  const { membershipId, accountId } = linked;
  const invited = invitedBy(state, invitationId, given.now);
  if (invited?.membershipId !== membershipId || invited.member.accountId !== accountId) return refuse('LINK_INVALID');
  return [...acceptMembership({ membershipId, by: 'provider' }, state, given), ...link(linked, state, given)];
}

export function unlinkIdentity(
  { membershipId }: { readonly membershipId: string },
  state: Members,
  { tenantId: organizationId }: Given,
): MembershipEvent[] {
  const { identity, accountId } = presentMember(state, membershipId) ?? {};
  if (!identity || !accountId) throw new DomainError('NOT_FOUND', 'You have linked no identity in this organisation');
  return [event(IdentityUnlinked, { membershipId, organizationId, accountId, issuer: identity.issuer })];
}

function link(
  { membershipId, accountId, identity: { issuer, sub } }: LinkedIdentity,
  state: Members,
  { tenantId: organizationId }: Given,
): MembershipEvent[] {
  const holder = holderOf(state, { issuer, sub });
  if (holder === membershipId) return [];
  if (holder !== undefined) refuse('CONFLICT', {}, 'Another user of the organisation has linked this identity');
  return [event(IdentityLinked, { membershipId, organizationId, accountId, issuer, sub })];
}
