import type { EnrollTotp, TotpEnrolled } from '#contracts/auth/enroll-totp';
import { DomainError, refuse } from '#contracts/errors';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { ownSession } from './own-session.provider';
import { shownSecret } from './totp.adapter';

/** Nothing is recorded: a secret that nobody confirms changes nothing. */
export async function enrollTotp(
  _command: EnrollTotp,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<TotpEnrolled>> {
  const { accountId } = await ownSession(context, parts);
  const { state } = await parts.accounts.stateOf(accountId);
  if (state.email === null) throw new DomainError('SESSION_ENDED');
  if (state.factorId !== null) refuse('CONFLICT', {}, 'There is a second factor already; disable it first');
  return { answer: shownSecret(await parts.secondFactors.enroll(accountId), state.email) };
}
