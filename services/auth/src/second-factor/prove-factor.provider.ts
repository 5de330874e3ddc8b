import { DomainError } from '#contracts/errors';
import type { CommandContext } from '#libs/identity';
import { accountEmail } from '../account/account-email';
import type { AuthParts } from '../auth.provider';
import type { OpenSession } from '../session/account-sessions.store';
import type { UsedFactor } from './second-factors.store';
import { useFactor } from './use-factor.provider';

/**
 * A code of the second factor in force, entered in a session. A failure counts like one of a sign-in; a right code
 * forgets none, since it proves no password.
 * @throws DomainError `TOTP_INVALID`, `ACCOUNT_LOCKED`, `SESSION_ENDED`
 */
export async function proveFactor(
  code: string,
  { accountId }: Pick<OpenSession, 'accountId'>,
  context: CommandContext,
  parts: AuthParts,
): Promise<UsedFactor['factor']> {
  const { state } = await parts.accounts.stateOf(accountId);
  const { email, factorId } = state;
  if (email === null) throw new DomainError('SESSION_ENDED');
  let factor: UsedFactor['factor'] | undefined;
  await parts.attempts.attempt(accountEmail(email), context.ip, async () => {
    factor = factorId === null ? undefined : await useFactor(code, { accountId, factorId }, context, parts);
    return factor ? { accountId, complete: false } : { failed: 'TOTP_INVALID' };
  });
  if (!factor) throw new DomainError('TOTP_INVALID');
  return factor;
}
