import type { Taken } from '#contracts/auth/taken';
import type { VerifyEmail } from '#contracts/auth/verify-email';
import { DomainError, refuse } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { account } from '../account/account';
import { requestVerification } from '../account/request-link';
import { confirmEmail, proveAddress } from '../account/use-link';
import type { AuthParts } from '../auth.provider';
import { bringDetails } from '../members/apply-details.handler';
import { actorIn } from '../sign-in/sessions.provider';

/** Without a token the caller asks for a mail. A link is good whoever uses it: it was in the mailbox. */
export async function verifyEmail(
  { token }: VerifyEmail,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<Taken>> {
  return token === undefined ? askForMail(context, parts) : useToken(token, context, parts);
}

async function askForMail(context: CommandContext, { commands }: AuthParts): Promise<Outcome<Taken>> {
  const { accountId, isBound } = context.actor;
  if (accountId === undefined) throw new DomainError('UNAUTHENTICATED');
  if (isBound) throw new DomainError('FORBIDDEN', 'The password of this session was set by the organisation');
  const { position } = await commands.handle({
    aggregate: account,
    id: accountId,
    command: { accountId },
    context: { ...context, tenantId: PLATFORM },
    decide: requestVerification,
    answer: () => undefined,
  });
  return { answer: {}, ...(position !== undefined && { position }) };
}

async function useToken(token: string, context: CommandContext, parts: AuthParts): Promise<Outcome<Taken>> {
  const { access, commands, linkTokens } = parts;
  const verification = await linkTokens.linkOf('verification', token);
  const { streamId: accountId, id: linkId } =
    verification ?? (await linkTokens.linkOf('email-change', token)) ?? refuse('LINK_INVALID');
  const asPerson = { ...context, tenantId: PLATFORM, actor: actorIn({ accountId, membershipId: null }) };
  const { position } = await commands
    .handle({
      aggregate: account,
      id: accountId,
      command: { accountId, linkId },
      context: asPerson,
      decide: verification ? proveAddress : confirmEmail,
      answer: () => undefined,
    })
    .catch((error: unknown) => {
      // Another account took the address meanwhile: the link tells nothing of it.
      if (error instanceof DomainError && error.code === 'DUPLICATE') return refuse('LINK_INVALID');
      throw error;
    });
  await access.account(accountId);
  if (!verification) await bringDetails(accountId, asPerson, parts);
  return { answer: {}, ...(position !== undefined && { position }) };
}
