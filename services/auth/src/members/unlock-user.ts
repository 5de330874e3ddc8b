import type { UnlockUser } from '#contracts/auth/unlock-user';
import { MembershipUnlocked } from '#contracts/auth/membership-events';
import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import type { Given } from '#libs/event-sourcing';
import type { Account } from '../account/account';
import { isPossessed } from '../account/account';
import { presentMember, type Member, type Members, type MembershipEvent } from './members';
import { refuseHolderOfMore } from './roles';

/** The account of the membership, once it is linked. */
export interface UnlockFacts {
  readonly account: Account | undefined;
}

/**
 * Recorded in the same way for every user. It opens nothing where somebody else's account has the address and its person
 * has not come: an organisation can invite any address.
 */
export function unlockUser(
  { userId: membershipId }: UnlockUser,
  state: Members,
  given: Given<UnlockFacts>,
): MembershipEvent[] {
  const member = presentMember(state, membershipId);
  if (!member) throw new DomainError('NOT_FOUND', 'There is no such user');
  const { account } = given.facts;
  const platformRoles = account && isOpenedBy(member, account) ? account.platformRoles : [];
  refuseHolderOfMore(given, state, [...member.roles, ...platformRoles]);
  return [event(MembershipUnlocked, { membershipId, organizationId: given.tenantId })];
}

/** Whether the organisation may open the lock: the person came by means of their own, or has none yet. */
export function isOpenedBy({ acceptedBy }: Member, account: Account): boolean {
  return !isPossessed(account) || (acceptedBy !== null && acceptedBy !== 'password');
}
