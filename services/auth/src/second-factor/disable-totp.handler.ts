import type { DisableTotp } from '#contracts/auth/disable-totp';
import type { Taken } from '#contracts/auth/taken';
import { PLATFORM } from '#contracts/permissions';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { account } from '../account/account';
import type { AuthParts } from '../auth.provider';
import { disableSecondFactor } from './change-second-factor';
import { ownSession } from './own-session.provider';

/** Tokens that say that the factor was confirmed are refused from the answer on. */
export async function disableTotp(
  _command: DisableTotp,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<Taken>> {
  const { accountId } = await ownSession(context, parts);
  const { access, accounts, commands, passwords, secondFactors } = parts;
  const { state } = await accounts.stateOf(accountId);
  const { factorId, passwordId } = state;
  if (factorId === null) return { answer: {} };
  const { position } = await commands.handle({
    aggregate: account,
    id: accountId,
    command: { accountId, factorId, isPasswordShort: await passwords.needsFactor(passwordId) },
    context: { ...context, tenantId: PLATFORM },
    decide: disableSecondFactor,
    answer: () => undefined,
  });
  await access.account(accountId);
  await secondFactors.remove(factorId);
  return { answer: {}, ...(position !== undefined && { position }) };
}
