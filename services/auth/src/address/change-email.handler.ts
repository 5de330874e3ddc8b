import type { ChangeEmail } from '#contracts/auth/change-email';
import type { Taken } from '#contracts/auth/taken';
import { DomainError } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { account } from '../account/account';
import { requestEmailChange } from '../account/request-link';
import type { AuthParts } from '../auth.provider';

/** Everything that depends on the new address happens when the mail is sent: the answer is the same for a taken one. */
export async function changeEmail(
  { email }: ChangeEmail,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<Taken>> {
  const { actor } = context;
  if (actor.isBound) {
    throw new DomainError('FORBIDDEN', 'The password of this session was set by the organisation; verify your address');
  }
  const { accountId = actor.id } = actor;
  const { position } = await parts.commands.handle({
    aggregate: account,
    id: accountId,
    command: { accountId, email },
    context: { ...context, tenantId: PLATFORM },
    decide: requestEmailChange,
    answer: () => undefined,
  });
  return { answer: {}, ...(position !== undefined && { position }) };
}
