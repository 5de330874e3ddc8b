import type { Member, Members } from './members';

/** An active member or service account, as the owner of API keys. */
export interface KeyOwner extends Pick<Member, 'roles' | 'since' | 'accountId'> {
  /** Keys from before this revision are over. */
  readonly keysSince: number;
  readonly isServiceAccount: boolean;
}

export function keyOwner(state: Members, membershipId: string): KeyOwner | undefined {
  const account = state.serviceAccounts.get(membershipId);
  if (account?.status === 'active') {
    const { roles, since } = account;
    return { roles, since, accountId: null, keysSince: since, isServiceAccount: true };
  }
  const member = state.get(membershipId);
  if (member?.status !== 'active') return undefined;
  const { roles, since, accountId, keysRevokedAt } = member;
  return { roles, since, accountId, keysSince: Math.max(since, keysRevokedAt), isServiceAccount: false };
}
