import type { UnlockUser } from '#contracts/auth/unlock-user';
import type { Concluded, FactsGiven } from '#libs/runtime';
import { accountEmail } from '../account/account-email';
import type { AuthParts } from '../auth.provider';
import { members, presentMember, type Member, type Members, type MembershipEvent } from './members';
import { isOpenedBy, type UnlockFacts } from './unlock-user';

export async function unlockFacts(
  { userId }: UnlockUser,
  { state, parts }: FactsGiven<Members, AuthParts>,
): Promise<UnlockFacts> {
  const member = presentMember(state, userId);
  return { account: member && (await accountOf(member, parts)) };
}

/** After the record: opens the counter of the address. */
export async function openLock({
  command: { userId },
  id,
  parts,
}: Concluded<UnlockUser, MembershipEvent, AuthParts>): Promise<void> {
  const { state } = await parts.commands.state(members, id, id);
  const member = presentMember(state, userId);
  const account = member && (await accountOf(member, parts));
  if (!account || account.email === null || !isOpenedBy(member, account)) return;
  await parts.attempts.unlock(accountEmail(account.email));
}

async function accountOf({ accountId }: Member, { accounts }: Pick<AuthParts, 'accounts'>) {
  return accountId === null ? undefined : (await accounts.stateOf(accountId)).state;
}
