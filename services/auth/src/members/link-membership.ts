import { event } from '#contracts/declare/event';
import { MembershipLinked, MembershipRemoved } from '#contracts/auth/membership-events';
import type { Given } from '#libs/event-sourcing';
import { presentMember, type Members, type MembershipEvent } from './members';

export interface LinkedAccount {
  readonly membershipId: string;
  readonly accountId: string;
  readonly proofs: number;
}

/**
 * Links a membership to the account of its address, once. An account that is a member already, by an address that it
 * had before, stays the one member that it is.
 */
export function linkMembership(linked: LinkedAccount, state: Members, { tenantId }: Given): MembershipEvent[] {
  const { membershipId, accountId } = linked;
  const member = presentMember(state, membershipId);
  if (!member || member.accountId !== null) return [];
  if (isMemberAlready(state, accountId)) {
    return [event(MembershipRemoved, { membershipId, organizationId: tenantId, reason: 'already_member' })];
  }
  return [event(MembershipLinked, { ...linked, organizationId: tenantId })];
}

/** Whether an account has a membership here that has not ended. */
export function isMemberAlready(state: Members, accountId: string): boolean {
  return [...state.values()].some((member) => member.accountId === accountId && member.status !== 'removed');
}
