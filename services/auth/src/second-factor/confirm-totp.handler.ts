import type { ConfirmTotp, TotpConfirmed } from '#contracts/auth/confirm-totp';
import { DomainError, refuse } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { account } from '../account/account';
import { accountEmail } from '../account/account-email';
import type { AuthParts } from '../auth.provider';
import type { OpenSession } from '../session/account-sessions.store';
import { endEach } from '../session/end-sessions.handler';
import { openSession } from '../sign-in/login.handler';
import { enableSecondFactor } from './change-second-factor';
import { ownSession } from './own-session.provider';
import { proveFactor } from './prove-factor.provider';

interface Confirmed {
  readonly factor: string;
  readonly recoveryCodes: readonly string[];
}

/** The factor first, then the session under its new id, then the end of the former. */
export async function confirmTotp(
  { totp }: ConfirmTotp,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<TotpConfirmed>> {
  const present = await ownSession(context, parts);
  const { state } = await parts.accounts.stateOf(present.accountId);
  const { factor, recoveryCodes } =
    state.factorId === null
      ? await activate(totp, present, context, parts)
      : { factor: await proveFactor(totp, present, context, parts), recoveryCodes: [] };
  const { accountId, organizationId, membershipId, method } = present;
  const sessionId = newIdOf(context.commandId, 'session');
  const since = { membershipVersion: null, organizationVersion: null };
  const opened = { sessionId, accountId, organizationId, membershipId, method, factors: [factor], ...since };
  const asStep = { ...context, commandId: newIdOf(context.commandId, 'session-step') };
  const { answer, position } = await openSession(await parts.sessions.admit(opened), asStep, parts, {
    continues: present.sessionId,
  });
  await endEach([present], 'factor_confirmed', context, parts);
  return { answer: { ...answer, recoveryCodes }, ...(position !== undefined && { position }) };
}

/** A wrong code counts like one of a sign-in: whoever has the session alone must not get recovery codes by guessing. */
async function activate(
  code: string,
  { accountId }: OpenSession,
  context: CommandContext,
  { accounts, attempts, commands, secondFactors }: AuthParts,
): Promise<Confirmed> {
  const { state } = await accounts.stateOf(accountId);
  const factorId = (await secondFactors.enrolled(accountId)) ?? refuse('CONFLICT', {}, 'Enrol a second factor first');
  if (state.email === null) throw new DomainError('SESSION_ENDED');
  await attempts.attempt(accountEmail(state.email), context.ip, async () =>
    (await secondFactors.useTotp({ factorId, accountId }, code.trim()))
      ? { accountId, complete: false }
      : { failed: 'TOTP_INVALID' },
  );
  const recoveryCodes = (await secondFactors.confirm(factorId)) ?? refuse('CONFLICT', {}, 'It was confirmed just now');
  await commands.handle({
    aggregate: account,
    id: accountId,
    command: { accountId, factorId },
    context: { ...context, tenantId: PLATFORM },
    decide: enableSecondFactor,
    answer: () => undefined,
  });
  return { factor: 'totp', recoveryCodes };
}
