import { randomUUID } from 'node:crypto';
import type { ConfirmPasswordReset } from '#contracts/auth/confirm-password-reset';
import type { Taken } from '#contracts/auth/taken';
import { refuse } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { account, liveLink } from '../account/account';
import { accountEmail } from '../account/account-email';
import { resetPassword } from '../account/use-link';
import type { AuthParts } from '../auth.provider';
import { refuseUnfit } from '../password-change/chosen-password.provider';
import { endEach } from '../session/end-sessions.handler';
import { actorIn } from '../sign-in/sessions.provider';

/** A refused password leaves the link good. The sessions end before the answer, those by organisations' passwords too. */
export async function confirmPasswordReset(
  { token, password }: ConfirmPasswordReset,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<Taken>> {
  const { access, accounts, accountSessions, attempts, commands, linkTokens, passwords } = parts;
  const { streamId: accountId, id: linkId } =
    (await linkTokens.linkOf('password-reset', token)) ?? refuse('LINK_INVALID');
  const { state } = await accounts.stateOf(accountId);
  if (!liveLink(state, 'password-reset', linkId, context.now)) refuse('LINK_INVALID');
  await refuseUnfit(password, state, parts);
  const passwordId = randomUUID();
  await passwords.hold({ passwordId, password, owner: { accountId } });
  const asPerson = { ...context, tenantId: PLATFORM, actor: actorIn({ accountId, membershipId: null }) };
  const { position } = await commands.handle({
    aggregate: account,
    id: accountId,
    command: { accountId, linkId, passwordId },
    context: asPerson,
    decide: resetPassword,
    answer: () => undefined,
  });
  await access.account(accountId);
  if (state.email !== null) await attempts.open(accountEmail(state.email));
  const ending = { ...asPerson, commandId: newIdOf(context.commandId, 'sessions') };
  await endEach(await accountSessions.open('account', accountId), 'password_changed', ending, parts);
  return { answer: {}, ...(position !== undefined && { position }) };
}
