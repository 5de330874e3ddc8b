import type { RequestPasswordReset } from '#contracts/auth/request-password-reset';
import type { Taken } from '#contracts/auth/taken';
import { PLATFORM } from '#contracts/permissions';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { account } from '../account/account';
import { requestReset } from '../account/request-link';
import type { AuthParts } from '../auth.provider';
import { actorIn } from '../sign-in/sessions.provider';

/** Answers at once; the address is looked up afterwards, so that no time shows whether it has an account. */
export function requestPasswordReset(
  { email }: RequestPasswordReset,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<Taken>> {
  parts.deferred.add(() => mailTo(email, context, parts));
  return Promise.resolve({ answer: {} });
}

async function mailTo(email: string, context: CommandContext, { accounts, commands }: AuthParts): Promise<void> {
  const accountId = await accounts.withEmail(email);
  if (accountId === undefined) return;
  await commands.handle({
    aggregate: account,
    id: accountId,
    command: { accountId },
    context: { ...context, tenantId: PLATFORM, actor: actorIn({ accountId, membershipId: null }) },
    decide: requestReset,
    answer: () => undefined,
  });
}
