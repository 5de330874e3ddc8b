import { refuse } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import { AccountCreated, MembershipOffered } from '#contracts/auth/account-events';
import type { Account, AccountEvent } from './account';

export interface OfferedMembership {
  readonly accountId: string;
  readonly organizationId: string;
  readonly membershipId: string;
  /** As the organisation typed them, for an account that does not exist yet. */
  readonly email: string;
  readonly name: string;
}

/** Offers a membership to an account, once; a missing account is created first, without a password. */
export function offerMembership(offered: OfferedMembership, account: Account): AccountEvent[] {
  const { accountId, organizationId, membershipId, email, name } = offered;
  const { status, memberships, proofs } = account;
  if (memberships.has(membershipId)) return [];
  // Its address is another's, or nobody's, by now: it is to be looked up again.
  if (status === 'erased') refuse('DUPLICATE');
  const created = status === 'absent' ? [event(AccountCreated, { accountId, email, name })] : [];
  return [...created, event(MembershipOffered, { accountId, organizationId, membershipId, proofs })];
}
