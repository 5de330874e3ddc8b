import { DomainError } from '#contracts/errors';
import type { CommandContext } from '#libs/identity';
import type { Account } from '../account/account';
import { accountEmail } from '../account/account-email';
import type { AuthParts } from '../auth.provider';
import { hasLivePassword, members } from '../members/members';
import type { Lock } from '../sign-in/failed-attempts.store';
import { noticeLock } from '../sign-in/sign-in-notices.provider';
import type { OpenSession } from '../session/account-sessions.store';

interface Current {
  readonly person: Pick<Account, 'email' | 'name' | 'factorId'>;
  /** The row of the password. */
  readonly passwordId: string;
}

/**
 * The password that a session was begun with, entered again. A failure counts like one of a sign-in: a stolen session
 * gives no more guesses.
 * @throws DomainError `INVALID_CREDENTIALS`, `ACCOUNT_LOCKED`, `SESSION_ENDED`
 */
export async function proveCurrent(
  password: string,
  present: Pick<OpenSession, 'accountId' | 'organizationId' | 'membershipId' | 'method'>,
  context: CommandContext,
  parts: AuthParts,
): Promise<Current> {
  const { accounts, attempts, passwords } = parts;
  const { state } = await accounts.stateOf(present.accountId);
  if (state.email === null) throw new DomainError('SESSION_ENDED');
  const passwordId = await rowOf(present, state, parts);
  const address = accountEmail(state.email);
  // If the sign-in asks for more than this password, it forgets no failures.
  const complete = state.factorId === null && (state.passwordId === null || state.passwordId === passwordId);
  const verify = async () =>
    (await passwords.matches(passwordId, password)) ? { accountId: present.accountId, complete } : undefined;
  const onLock = (lock: Lock) => noticeLock(address, lock, context, parts);
  await attempts.attempt(address, context.ip, verify, { onLock });
  // A missing row matches nothing.
  return { person: state, passwordId: passwordId ?? '' };
}

async function rowOf(
  { organizationId, membershipId, method }: Pick<OpenSession, 'organizationId' | 'membershipId' | 'method'>,
  account: { readonly passwordId: string | null; readonly proofs: number },
  { commands }: AuthParts,
): Promise<string | null> {
  if (method !== 'organization_password') return account.passwordId;
  const { state } = await commands.state(members, organizationId ?? '', organizationId ?? '');
  const member = state.get(membershipId ?? '');
  return member && hasLivePassword(member, account) ? member.passwordId : null;
}
